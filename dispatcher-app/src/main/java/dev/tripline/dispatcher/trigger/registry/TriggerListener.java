package dev.tripline.dispatcher.trigger.registry;

import java.util.List;

/// Follows the triggers of this node. Called for the first time once they were read, and after each
/// change, one call after the other; must not block.
@FunctionalInterface
public interface TriggerListener {

  /// @param triggers all that there are now
  void changed(List<LocalTrigger> triggers);
}
