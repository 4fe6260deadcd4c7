package dev.tripline.spi.deadletter;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event that was given up, kept with everything needed to understand and redrive it.
///
/// @param id a lower-case UUID; time-ordered, so that pages by id are pages by time
/// @param requestId the id that the function saw
/// @param reason AWS's condition where there is one: `RetriesExhausted`, `EventAgeExceeded`,
///     `ZeroReservedConcurrency`, `RetryAttemptsExhausted`, `RecordAgeExceeded`; otherwise ours:
///     `FunctionNotFound`, `RecursionLimitExceeded`, `Rejected`
/// @param lastError the last error's message, or another reason
/// @param lastResponse the function's last answer, if there was one
public record DeadLetter(
    String id,
    String requestId,
    FunctionTarget function,
    @Nullable String triggerId,
    String reason,
    @Nullable String lastError,
    byte[] payload,
    byte @Nullable [] lastResponse,
    List<Attempt> attempts,
    Instant acceptedAt,
    Instant diedAt,
    int redriveCount) {}
