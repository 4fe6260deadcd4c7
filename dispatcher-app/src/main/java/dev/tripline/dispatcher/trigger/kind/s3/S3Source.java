package dev.tripline.dispatcher.trigger.kind.s3;

import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.object.ObjectSource;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import java.util.Set;

/// Notifications of buckets that are posted to `/v1/events/{trigger}`.
record S3Source(ObjectTraffic objects) implements TriggerSource, ObjectSource {
  static final SourceTraits TRAITS =
      new SourceTraits("s3", Set.of(), SourceTraits.Shape.PUSH, TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
