package dev.tripline.dispatcher.topic.publish;

import dev.tripline.adapter.sns.TopicMessage;
import dev.tripline.spi.invocation.Trace;

/// A message on its way to the subscribers of its topic.
///
/// @param message with the text for functions
/// @param recursionDepth the number of earlier invocations of its lineage
/// @param trace the trace that it continues
public record Publication(TopicMessage message, int recursionDepth, Trace trace) {}
