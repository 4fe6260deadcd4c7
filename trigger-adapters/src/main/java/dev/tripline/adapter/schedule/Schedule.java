package dev.tripline.adapter.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The times at which something is to happen. Immutable and pure.
///
/// @param zone of an expression that goes by the clock on the wall
/// @param anchor the first time of a rate if there is no `start`
/// @param start before which nothing happens; null for none
/// @param end after which nothing happens; null for none
/// @param window the time after a nominal one within which it may happen; zero for at once
public record Schedule(
    ScheduleExpression expression,
    ZoneId zone,
    Instant anchor,
    @Nullable Instant start,
    @Nullable Instant end,
    Duration window) {
  private static final Duration NARROWEST = Duration.ofHours(1);

  /// The first nominal time after another; none if the schedule is over.
  public Optional<Instant> nextAfter(Instant time) {
    Instant from = start == null || !time.isBefore(start) ? time : start.minusNanos(1);
    return expression
        .nextAfter(from, start == null ? anchor : start, zone)
        .filter(next -> end == null || !next.isAfter(end));
  }

  /// The reason in words why nothing happens after a time; empty if something does within the hundred years
  /// that are looked through.
  public Optional<String> whyNever(Instant after) {
    if (nextAfter(after).isPresent()) {
      return Optional.empty();
    }
    boolean impossible =
        expression instanceof ScheduleExpression.Cron
            && expression.nextAfter(Instant.EPOCH, Instant.EPOCH, zone).isEmpty();
    return Optional.of(
        impossible
            ? expression
                + " names a day that no calendar has, or none within a hundred years: it would"
                + " never fire"
            : "no time of " + expression + " is left: it would never fire");
  }

  /// The last nominal times in order, at most so many: those after one time, up to another. It looks
  /// back as far as it has to, so that a long time of nothing costs little.
  List<Instant> latest(Instant after, Instant upTo, int count) {
    Duration span = NARROWEST;
    while (true) {
      Instant from = upTo.minus(span);
      boolean all = !from.isAfter(after);
      Deque<Instant> found = new ArrayDeque<>();
      Optional<Instant> next = nextAfter(all ? after : from);
      while (next.isPresent() && !next.get().isAfter(upTo)) {
        found.add(next.get());
        if (found.size() > count) {
          found.removeFirst();
        }
        next = nextAfter(next.get());
      }
      if (all || found.size() == count) {
        return List.copyOf(found);
      }
      span = span.multipliedBy(4);
    }
  }

  /// The time at which a nominal one is due: within the window, spread evenly, and the same on every
  /// node.
  ///
  /// @param key differs between schedules
  Instant due(Instant nominal, String key) {
    long millis = window.toMillis();
    if (millis == 0) {
      return nominal;
    }
    // A hash of a string is spread badly over its high bits: mixed as splitmix64 does.
    long mixed = (key + nominal).hashCode() * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    return nominal.plusMillis(Math.floorMod(mixed ^ (mixed >>> 31), millis));
  }
}
