package dev.tripline.runtime.pool;

import java.time.Duration;
import java.time.InstantSource;

/// The limits under which a worker runs an invocation.
///
/// @param responseBytes of the largest answer
record InvocationTerms(Duration timeout, int responseBytes, InstantSource clock) {

  /// The deadline of an invocation that begins now, in milliseconds of the epoch.
  long deadlineMillis() {
    return clock.millis() + timeout.toMillis();
  }
}
