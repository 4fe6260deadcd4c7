package dev.tripline.spi.parking;

import dev.tripline.spi.store.NodeLease;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Drains of parked keys: one node at a time hands the records of a key to the function, head first.
/// A claim holds for as long as its node's lease ([NodeLease]). Blocking and durable; safe for many
/// threads and nodes, except that one node drains one key of a trigger at a time.
public interface ParkedKeyDrains {

  /// Takes a key of the trigger whose drain was asked for and that no living node drains; the one that
  /// was taken least recently.
  Optional<Drain> claim(String triggerId);

  /// A claim on a key.
  ///
  /// @param token raised by every claim (rule R2)
  record Drain(String triggerId, String key, long token) {}

  /// Whether the claim holds still. Ask right before the function is given records: whoever stood still
  /// for longer than a lease has lost it without knowing.
  boolean holds(Drain drain);

  /// Those of these dead letters that are still there. Somebody may have redriven or discarded the others
  /// by hand; their records need no function any more.
  Set<String> present(List<String> deadLetterIds);

  /// Removes records that the function has taken, with their dead letters. If none is left, the key is
  /// not parked any more, in the same transaction.
  ///
  /// @param records the first ones behind the key
  Progress drained(Drain drain, List<ParkedRecord> records);

  /// The next step.
  enum Progress {
    /// More records wait.
    MORE,
    /// The key is not parked any more.
    UNPARKED,
    /// Another node has taken the drain over: nothing was removed.
    LOST
  }

  /// Ends the drain before the key is empty.
  ///
  /// @param error why, if it shall not go on by itself; null if it is to be claimed again
  void release(Drain drain, @Nullable String error);
}
