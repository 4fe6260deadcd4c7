package dev.tripline.retry.destination;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationResult;
import org.jspecify.annotations.Nullable;

/// Why records were given up.
///
/// @param requestId the one that the function saw
/// @param condition `RetryAttemptsExhausted`, `RecordAgeExceeded`, or one of ours
/// @param invokeCount how often the function ran with them
/// @param last the attempt that ended it; null if it was not an attempt that did
public record GiveUpCause(
    FunctionTarget function,
    String requestId,
    String condition,
    int invokeCount,
    @Nullable InvocationResult last) {}
