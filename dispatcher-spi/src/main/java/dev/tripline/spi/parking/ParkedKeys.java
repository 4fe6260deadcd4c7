package dev.tripline.spi.parking;

import dev.tripline.spi.audit.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keys of streams whose records wait, in order, until somebody has removed the cause of a failure.
/// Blocking and durable; safe for many threads and nodes.
///
/// A key is parked as long as it has a row; whoever adds records finds out in the same transaction
/// whether it (still) is. So no record can slip past the last one that a drain has handed to the
/// function. Operators look at keys through [ParkedKeyQueries].
public interface ParkedKeys {

  /// All parked keys of the trigger, those that wait longest first.
  List<ParkedKey> list(String triggerId);

  /// A key that is parked.
  ///
  /// @param shardId of the shard where it was parked
  /// @param reason why its first record was given up
  /// @param deadLetterId the dead letter of its first record
  /// @param records the number of records that wait, the given-up one among them
  /// @param bytes the size of their payloads
  /// @param draining `true` if they are being handed to the function, or are about to be
  /// @param lastError why the last drain stopped
  record ParkedKey(
      String key,
      String shardId,
      Instant since,
      String reason,
      @Nullable String deadLetterId,
      long records,
      long bytes,
      boolean draining,
      @Nullable String lastError) {}

  /// Parks the keys of records that were given up, with these records at their heads; a key that is
  /// parked already gets them at its end. A record up to the key's mark ([ParkedMark]) waits already, or
  /// was drained, and is not added again. Their dead letters must be durable before.
  ///
  /// @param records of the shard, in its order
  /// @return `false` if another reader has opened the shard since: nothing was done
  boolean park(ShardReading reading, String reason, List<ParkedRecord> records);

  /// Puts records behind their parked keys. Either all are dealt with or none.
  ///
  /// @param records of the shard, in its order
  /// @param limit of everything that waits for the trigger
  Added append(ShardReading reading, List<ParkedRecord> records, Limit limit);

  record Limit(long records, long bytes) {}

  /// The result of adding records.
  sealed interface Added {
    /// @param notParked keys of records that were not added, because the key is not parked (any more)
    /// @param added the number of records that wait now and did not before
    /// @param known the number of records that wait already, or were drained already
    record Done(Set<String> notParked, int added, int known) implements Added {}

    /// Nothing was added: that many wait already.
    record Full(long records, long bytes) implements Added {}

    /// Nothing was added: another reader has opened the shard since.
    record Refused() implements Added {}
  }

  /// The records that wait behind a key, the first ones first.
  ///
  /// @param after the sequence after which the page begins; 0 for the head
  /// @throws UnreadableRecordException if the payload of one of them cannot be decrypted
  List<ParkedRecord> page(String triggerId, String key, long after, int max);

  /// Asks for a drain of the key and records the actor in the audit. `false` if it is not parked.
  boolean redrive(String triggerId, String key, Actor actor);

  /// Removes the first record behind a key for good, together with its dead letter, and records actor
  /// and reason in the audit. The key is not parked any more when that was the only one.
  ///
  /// @param unreadable whether it is removed although its payload cannot be decrypted; the answer has none then
  /// @return the removed record; null if the key is not parked, or is being drained right now
  /// @throws UnreadableRecordException if its payload cannot be decrypted, unless `unreadable` is set
  @Nullable ParkedRecord discardHead(
      String triggerId, String key, Actor actor, String reason, boolean unreadable);

  /// Forgets all parked keys of a trigger, what waits behind them, and what is remembered of its shards. Their dead letters stay.
  void clear(String triggerId);
}
