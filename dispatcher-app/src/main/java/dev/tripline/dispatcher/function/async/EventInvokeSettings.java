package dev.tripline.dispatcher.function.async;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.retry.RetryRules;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What was set for the asynchronous invocations of a function, version or alias; null where nothing
/// was.
public record EventInvokeSettings(
    @Nullable Integer maximumRetryAttempts,
    @Nullable Integer maximumEventAgeSeconds,
    @Nullable String onSuccess,
    @Nullable String onFailure,
    Instant lastModified) {

  /// @param standard rules where nothing is set
  public AsyncSettings over(RetryRules standard, @Nullable String deadLetterTarget) {
    Integer age = maximumEventAgeSeconds;
    return new AsyncSettings(
        standard.with(maximumRetryAttempts, age == null ? null : Duration.ofSeconds(age)),
        onSuccess,
        onFailure,
        deadLetterTarget);
  }
}
