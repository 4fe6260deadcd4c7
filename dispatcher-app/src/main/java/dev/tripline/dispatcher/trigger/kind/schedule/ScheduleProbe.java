package dev.tripline.dispatcher.trigger.kind.schedule;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import java.time.InstantSource;
import java.util.List;

/// Warns of schedules that are over before they begin.
record ScheduleProbe(InstantSource clock) implements SourceProbe {

  @Override
  public String kind() {
    return ScheduledTimes.TRAITS.kind();
  }

  @Override
  public List<String> warnings(Trigger trigger) {
    return ScheduleSourceType.schedule(trigger).nextAfter(clock.instant()).isPresent()
        ? List.of()
        : List.of("the schedule has no time left: it never fires again");
  }
}
