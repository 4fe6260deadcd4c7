package dev.tripline.runtime.pool;

import java.time.Duration;
import java.time.InstantSource;

/// The limits under which a worker runs an invocation.
///
/// @param responseBytes of the largest answer
/// @param traced whether invocations are sampled for a trace
record InvocationTerms(Duration timeout, int responseBytes, InstantSource clock, boolean traced) {

  /// The deadline of an invocation that begins now, in milliseconds of the epoch.
  long deadlineMillis() {
    return clock.millis() + timeout.toMillis();
  }
}
