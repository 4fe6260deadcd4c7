package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The trigger that a request asks for.
///
/// @param form of the source, with defaults
/// @param deadLetterRetention zero for ever; null as long as those of others
public record TriggerRequest(
    String name,
    FunctionTarget function,
    boolean paused,
    ObjectNode form,
    TriggerSource source,
    Trigger.Sharing sharing,
    @Nullable Duration deadLetterRetention) {}
