package dev.tripline.delivery.async;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.retry.Failure;
import dev.tripline.spi.invocation.InvocationResult;
import org.jspecify.annotations.Nullable;

/// The result of one attempt to deliver an event.
///
/// @param settings those that held when it began
/// @param failure null if the function succeeded
/// @param result null if the function was not even asked
/// @param error in words, for the dead letter and the log
record AttemptResult(
    AsyncSettings settings,
    @Nullable Failure failure,
    @Nullable InvocationResult result,
    @Nullable String error) {

  /// Whether there was capacity: false makes the lane pause.
  boolean ran() {
    return !(failure instanceof Failure.NotRun);
  }
}
