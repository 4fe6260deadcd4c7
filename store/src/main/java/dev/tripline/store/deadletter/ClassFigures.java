package dev.tripline.store.deadletter;

import dev.tripline.spi.deadletter.DeadLetterClass;
import dev.tripline.spi.deadletter.DeadLetterClass.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sums over the counters of a class, or of all.
final class ClassFigures {
  private final long hour;
  private final long[] trend = new long[DeadLetterClass.HOURS];
  private long alive;
  private long total;
  private long lastAt;

  /// @param now in milliseconds
  ClassFigures(long now) {
    this.hour = Math.floorDiv(now, ClassChanges.HOUR);
  }

  /// The present hour, counted from 1970.
  long hour() {
    return hour;
  }

  void add(ResultSet row) throws SQLException {
    arrived(row.getLong("hour"), row.getLong("fresh"));
    alive += row.getLong("alive");
    total += row.getLong("total");
    lastAt = Math.max(lastAt, row.getLong("last_at"));
  }

  /// Clocks of nodes differ: a letter of the next hour counts in this one.
  void arrived(long at, long letters) {
    long place = trend.length - 1 - Math.max(0, hour - at);
    if (place >= 0) {
      trend[(int) place] += letters;
    }
  }

  List<Long> trend() {
    return Arrays.stream(trend).boxed().toList();
  }

  DeadLetterClass describe(ClassRow row, long now) {
    Instant until = row.snoozedUntil();
    boolean snoozed = row.state() == State.SNOOZED;
    boolean over = snoozed && until != null && until.toEpochMilli() <= now;
    return new DeadLetterClass(
        row.id(),
        row.function(),
        row.errorType(),
        row.message(),
        row.other(),
        over ? State.OPEN : row.state(),
        over ? end(until) : row.stateSince(),
        snoozed && !over ? until : null,
        row.assignee(),
        row.note(),
        row.firstSeen(),
        lastAt == 0 ? row.touchedAt() : Instant.ofEpochMilli(lastAt),
        alive,
        total,
        trend());
  }

  private static Instant end(@Nullable Instant until) {
    return until == null ? Instant.EPOCH : until;
  }
}
