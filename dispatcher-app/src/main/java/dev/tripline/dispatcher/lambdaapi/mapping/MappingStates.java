package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;

/// The states of a mapping, as AWS names them, for those of a trigger.
final class MappingStates {
  static final String DELETING = "Deleting";

  private MappingStates() {}

  /// The present state. A source that fails is still enabled: LastProcessingResult has the problem.
  static String of(Trigger trigger, TriggerStatus.State state) {
    return switch (state) {
      case CREATING -> trigger.revision() == 1 ? "Creating" : "Enabling";
      case ENABLED, FAILING, STANDBY -> "Enabled";
      case PAUSING -> "Disabling";
      case PAUSED -> "Disabled";
    };
  }

  /// The state in the answer to the request that made it.
  static String created(Trigger trigger) {
    return trigger.paused() ? "Disabled" : "Creating";
  }

  /// The state in the answer to the request that changed it.
  static String changed(boolean wasPaused, boolean paused) {
    if (wasPaused == paused) {
      return "Updating";
    }
    return paused ? "Disabling" : "Enabling";
  }
}
