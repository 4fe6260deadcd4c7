package dev.tripline.spi.parking;

import java.util.List;

/// What is remembered of shards because of parked keys. A record behind a parked key is settled before
/// its shard is committed past it, and may be drained before that too. When the shard is read again from
/// its committed position, it is known by the marks ([ParkedMark]) that adding records leaves. Blocking
/// and durable; safe for many threads and nodes.
public interface ParkedShards {

  /// Begins to read a shard: from now on no earlier reader can park keys or add records.
  Opened open(String triggerId, String shardId);

  /// @param token for [ShardReading]
  /// @param marks of the shard, one a key at most
  record Opened(long token, List<ParkedMark> marks) {}

  /// Forgets the marks that are void for a reader that begins there ([ParkedMark#isVoid]). Nothing if
  /// another has opened the shard.
  void begin(ShardReading reading);

  /// The shard is committed up to this record, durably: forgets the marks up to there. Nothing if another
  /// has opened the shard.
  void passed(ShardReading reading, String recordId);

  /// The shard was read to its end, and is never read again.
  void forget(String triggerId, String shardId);
}
