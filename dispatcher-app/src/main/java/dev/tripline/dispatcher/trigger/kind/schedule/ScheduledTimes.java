package dev.tripline.dispatcher.trigger.kind.schedule;

import dev.tripline.adapter.schedule.CatchUp;
import dev.tripline.adapter.schedule.ScheduleExpression;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The times of a schedule, and what the function is given at each.
///
/// @param input JSON instead of a scheduled event; null for the event
record ScheduledTimes(
    ScheduleExpression expression,
    ZoneId zone,
    Bounds bounds,
    Duration window,
    CatchUp catchUp,
    @Nullable String input)
    implements TriggerSource {
  static final SourceTraits TRAITS =
      new SourceTraits("schedule", Set.of(), SourceTraits.Shape.PUSH, TimeoutLimit.NONE);

  /// The time within which it fires at all; null for no bound.
  record Bounds(@Nullable Instant start, @Nullable Instant end) {}

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
