package dev.tripline.spi.invocation;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One attempt that did not succeed, kept for readers of the dead letter.
///
/// @param number 1 for the first
/// @param outcome the name of the [Outcome], for instance `TimedOut`
public record Attempt(
    int number,
    Instant startedAt,
    Duration duration,
    String outcome,
    @Nullable String errorType,
    @Nullable String errorMessage) {}
