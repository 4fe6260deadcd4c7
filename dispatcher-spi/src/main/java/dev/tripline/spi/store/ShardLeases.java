package dev.tripline.spi.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The shards of a stream, the position and the present reader of each. By them several nodes share
/// a stream whose server does not share it out (Kinesis, DynamoDB Streams). Blocking and durable;
/// safe for many threads.
///
/// The store's clock decides when a lease ends (rule R3). Every claim raises the shard's epoch, and
/// every change by an owner carries it: a reader that lost a shard changes nothing (rule R2).
/// [SourceStateStore#clear] forgets the shards of a trigger too.
public interface ShardLeases {

  /// Notes which shards the stream has now, all of them. Known ones stay as they are. The first list
  /// of a trigger places its shards at their [Listed#start]; a shard that is found later begins at its
  /// beginning, wherever the trigger began: it continues one that was read.
  void list(String triggerId, List<Listed> shards);

  /// A shard as the stream lists it.
  ///
  /// @param parents the shards it continues: one after a split, two after a merge
  /// @param start where the first list of a trigger places it, in the words of its source; null if
  ///     nothing of it is to be read
  record Listed(String shardId, Set<String> parents, @Nullable String start) {
    public Listed {
      parents = Set.copyOf(parents);
    }
  }

  /// Keeps the reader among the living, and extends those leases of its that have not run out.
  Share renew(Reader reader);

  /// One run of a trigger's source on one node.
  ///
  /// @param id of this run alone
  /// @param lease the duration of its leases without [#renew]
  /// @param margin how long it leaves a shard alone after another reader's lease ran out: what that
  ///     one had begun is over by then
  record Reader(String triggerId, String id, Duration lease, Duration margin) {}

  /// @param held the shards that the reader has now
  /// @param shards the number of shards of each living reader, itself among them
  /// @param free the number of shards that wait for a reader
  record Share(Set<String> held, Map<String, Integer> shards, int free) {}

  /// Takes free shards, the oldest first. A shard is free when nobody has it and everything that it
  /// continues is finished, or gone from the stream before it was ever known.
  List<ShardLease> claim(Reader reader, int max);

  /// Notes how far the shard was processed. Only the owner may call it, and only with positions that
  /// rise: their order is known to the stream alone.
  ///
  /// @return `false`, and nothing is changed, if the shard is another reader's now
  boolean checkpoint(ShardLease lease, String position);

  /// Notes that the shard was processed to its end, and ends the lease: its children are free then.
  ///
  /// @return `false`, and nothing is changed, if the shard is another reader's now
  boolean finish(ShardLease lease);

  /// Gives the shard back: others may take it at once. Nothing happens if it is another reader's.
  void release(ShardLease lease);

  /// Ends the reader: all its leases are over, and it counts no more when shards are shared out.
  void leave(Reader reader);
}
