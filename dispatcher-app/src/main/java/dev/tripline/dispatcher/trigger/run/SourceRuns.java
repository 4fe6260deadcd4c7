package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;

/// Makes runs of a trigger's source.

public interface SourceRuns {

  /// @throws RuntimeException if its settings cannot be used here, for instance because a secret is
  ///     missing; tried again after a while
  SourceRun open(Trigger trigger, TriggerStatus status);

  /// Whether triggers of this kind read by themselves. Others wait for requests.
  static boolean reads(TriggerSource source) {
    return !(source instanceof TriggerSource.CloudEvents);
  }
}
