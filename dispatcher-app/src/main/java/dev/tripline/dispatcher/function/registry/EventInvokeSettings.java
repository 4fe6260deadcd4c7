package dev.tripline.dispatcher.function.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What was set for the asynchronous invocations of a function, version or alias; null where nothing
/// was.
public record EventInvokeSettings(
    @Nullable Integer maximumRetryAttempts,
    @Nullable Integer maximumEventAgeSeconds,
    @Nullable String onSuccess,
    @Nullable String onFailure,
    Instant lastModified) {}
