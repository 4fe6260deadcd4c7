package dev.tripline.dispatcher.trigger.retention;

import dev.tripline.dispatcher.trigger.Trigger;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks the source of a trigger whether it is about to remove records that the trigger has not read. One
/// bean for each kind that can tell. Consumes nothing. Safe for many threads.
public interface RetentionProbe {

  /// Of sources, as in forms of triggers.
  String kind();

  /// Blocking, for some seconds at most.
  ///
  /// @param lead how long before their removal records count as near
  /// @param age that unread records have at most, as the nodes that read the trigger tell; null if none does
  Horizon look(Trigger trigger, Duration lead, @Nullable Duration age) throws InterruptedException;
}
