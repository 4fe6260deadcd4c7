package dev.tripline.adapter.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The next step of a schedule. Decided without clock, store or sleep.
public sealed interface Firing {
  /// A time is missed when this much has passed since its window ended. EventBridge Scheduler fires
  /// within a minute of the time.
  Duration PATIENCE = Duration.ofSeconds(60);

  /// It is time.
  record Fire(Instant nominal) implements Firing {}

  /// Times up to this one were missed and are given up.
  record Skip(Instant upTo) implements Firing {}

  /// Nothing is due before.
  record Wait(Instant until) implements Firing {}

  /// Nothing will be due any more.
  record Over() implements Firing {}

  /// @param key differs between schedules
  /// @param position the nominal time up to which everything is done
  static Firing decide(
      Schedule schedule, CatchUp catchUp, String key, Instant position, Instant now) {
    Optional<Instant> next = schedule.nextAfter(position);
    if (next.isEmpty()) {
      return new Over();
    }
    Instant nominal = next.get();
    Instant due = schedule.due(nominal, key);
    if (due.isAfter(now)) {
      return new Wait(due);
    }
    Instant missed = now.minus(schedule.window()).minus(PATIENCE);
    if (nominal.isAfter(missed)) {
      return new Fire(nominal);
    }
    if (catchUp.most() == 0) {
      return new Skip(missed);
    }
    List<Instant> kept = schedule.latest(position, missed, catchUp.most());
    return kept.getFirst().equals(nominal)
        ? new Fire(nominal)
        : new Skip(kept.getFirst().minusNanos(1));
  }
}
