package dev.tripline.retry;

import java.time.Duration;

/// The consequence of a failure.
public sealed interface Decision {

  /// Try again after `delay`.
  ///
  /// @param countsAsAttempt whether the failure used up one of the attempts
  record RetryAfter(Duration delay, boolean countsAsAttempt) implements Decision {}

  /// Keep the event as a dead letter.
  record GiveUp(GiveUpReason reason) implements Decision {}
}
