package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.spi.invocation.FunctionTarget;
import tools.jackson.databind.node.ObjectNode;

/// The trigger that a request asks for.
///
/// @param form of the source, with defaults
public record TriggerRequest(
    String name,
    FunctionTarget function,
    boolean paused,
    ObjectNode form,
    TriggerSource source,
    Trigger.Sharing sharing) {}
