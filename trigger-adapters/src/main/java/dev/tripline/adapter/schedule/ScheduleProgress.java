package dev.tripline.adapter.schedule;

import dev.tripline.spi.store.SourceStateStore;
import java.time.Instant;
import java.util.Map;

/// The position of a schedule: the nominal time up to which everything is done. For one thread.
final class ScheduleProgress {
  private static final String POSITION = "position";
  private static final String SCHEDULE = "schedule";

  private final SourceStateStore store;
  private final String triggerId;
  private final String schedule;
  private Instant position;

  private ScheduleProgress(
      SourceStateStore store, String triggerId, String schedule, Instant position) {
    this.store = store;
    this.triggerId = triggerId;
    this.schedule = schedule;
    this.position = position;
  }

  /// A schedule that is new or was changed begins at [ScheduleSettings#since()]: its times before that
  /// were never missed.
  static ScheduleProgress load(SourceStateStore store, ScheduleSettings settings) {
    Schedule schedule = settings.schedule();
    String now =
        "%s %s %s %s"
            .formatted(schedule.expression(), schedule.zone(), schedule.start(), schedule.end());
    Map<String, String> known = store.load(settings.triggerId());
    String position = known.get(POSITION);
    return new ScheduleProgress(
        store,
        settings.triggerId(),
        now,
        position != null && now.equals(known.get(SCHEDULE))
            ? Instant.parse(position)
            : settings.since().minusMillis(1));
  }

  Instant position() {
    return position;
  }

  /// Durable when this returns.
  void advance(Instant to) {
    store.save(triggerId, Map.of(POSITION, to.toString(), SCHEDULE, schedule));
    position = to;
  }
}
