package dev.tripline.store.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much the database has to carry along because it may not remove it yet.
///
/// @param oldestSnapshot age of the oldest transaction that may still see rows that are gone
/// @param holder the session that has it open; null if none is seen
/// @param deadRows rows of the queue and the outbox that are gone and not yet removed, by the
///     database's own estimate
public record QueueHealth(Duration oldestSnapshot, @Nullable String holder, long deadRows) {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final long MANY = 50_000;
  private static final long VERY_MANY = 1_000_000;

  /// Nothing to carry along.
  public static final QueueHealth GOOD = new QueueHealth(Duration.ZERO, null, 0);

  /// The danger and its remedy, for the log; null if there is none.
  @Nullable String warning() {
    if (deadRows >= MANY && oldestSnapshot.compareTo(LONG) >= 0) {
      return "%s has had a snapshot open for %d s, so %,d rows that are gone cannot be removed: the queue's tables grow and looks at them get slower until it ends. Dumps and reports belong on a standby without hot_standby_feedback"
          .formatted(holder, oldestSnapshot.toSeconds(), deadRows);
    }
    if (deadRows >= VERY_MANY) {
      return "%,d rows of the queue that are gone are not removed, though no session is seen that holds them: autovacuum may be off or too slow, a replication slot may have an xmin, or this role may not see other sessions (GRANT pg_read_all_stats)"
          .formatted(deadRows);
    }
    return null;
  }
}
