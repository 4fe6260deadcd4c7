package dev.tripline.dispatcher.trigger.kind.cloudevents;

import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import java.util.Set;

/// CloudEvents that are posted to `/v1/events/{trigger}`.
public record CloudEventsSource() implements TriggerSource {
  public static final SourceTraits TRAITS =
      new SourceTraits("http", Set.of(), SourceTraits.Shape.PUSH, TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
