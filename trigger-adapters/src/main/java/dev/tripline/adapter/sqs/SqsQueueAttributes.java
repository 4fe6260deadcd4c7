package dev.tripline.adapter.sqs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The attributes of a queue that decide what becomes of messages that a function did not take.
///
/// @param visibility how long a message that was received is hidden from others
/// @param maxReceives how often a message is received before the queue puts it aside; null if it never is
public record SqsQueueAttributes(Duration visibility, @Nullable Integer maxReceives) {}
