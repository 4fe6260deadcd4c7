package dev.tripline.spi.deadletter;

import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A dead letter as lists show it: without payload, response and attempts.
///
/// @param errorType the class of the last attempt's error, if it had one
/// @param payloadBytes the size of the payload
/// @param attempts their number
public record DeadLetterSummary(
    String id,
    String requestId,
    FunctionTarget function,
    @Nullable String triggerId,
    String reason,
    @Nullable String lastError,
    @Nullable String errorType,
    long payloadBytes,
    int attempts,
    Instant acceptedAt,
    Instant diedAt,
    int redriveCount) {}
