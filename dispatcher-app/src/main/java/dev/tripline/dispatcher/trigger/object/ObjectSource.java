package dev.tripline.dispatcher.trigger.object;

import org.jspecify.annotations.Nullable;

/// A source whose events may be changes of objects in a store.
public interface ObjectSource {

  /// Null if its events are anything else.
  @Nullable ObjectTraffic objects();
}
