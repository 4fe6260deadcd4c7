package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.run.RunningTrigger;
import dev.tripline.spi.source.http.HttpEventSource;
import org.jspecify.annotations.Nullable;

/// One trigger on this node.
///
/// @param running the run of a source that reads by itself, or the last one; null if there was none
/// @param receiving a source that waits for requests; null if it does not
public record LocalTrigger(
    Trigger trigger,
    TriggerStatus status,
    @Nullable RunningTrigger running,
    OpenedSource.@Nullable Receiving receiving) {

  /// The receiver of a source that waits for requests; null if it does not.
  @Nullable HttpEventSource receiver() {
    return receiving == null ? null : receiving.receiver();
  }

  /// Whether its source finds out by itself who sends to it.
  boolean provesSenders() {
    return receiving != null && receiving.provesSenders();
  }
}
