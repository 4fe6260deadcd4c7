package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.run.RunningTrigger;
import dev.tripline.spi.source.http.HttpEventSource;
import org.jspecify.annotations.Nullable;

/// One trigger on this node.
///
/// @param running the run of a source that reads by itself, or the last one; null if there was none
/// @param receiver of a source that waits for requests; null if it does not
public record LocalTrigger(
    Trigger trigger,
    TriggerStatus status,
    @Nullable RunningTrigger running,
    @Nullable HttpEventSource receiver) {}
