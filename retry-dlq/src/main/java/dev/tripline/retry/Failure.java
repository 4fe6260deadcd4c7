package dev.tripline.retry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why an asynchronous invocation did not succeed this time.
public sealed interface Failure {

  /// The function ran and failed: costs an attempt.
  record Ran(@Nullable String errorType) implements Failure {}

  /// The function did not run: throttled or unreachable. Costs no attempt.
  ///
  /// @param retryAfter when capacity is expected again, if known
  record NotRun(@Nullable Duration retryAfter) implements Failure {}

  /// The event was too old before it could be tried.
  record TooOld() implements Failure {}

  /// The function is switched off by a reserved concurrency of 0.
  record SwitchedOff() implements Failure {}

  /// There is no such function, version or alias (any more).
  record Unknown() implements Failure {}

  /// One invocation too many in a chain of functions that invoke each other.
  record TooDeep() implements Failure {}
}
