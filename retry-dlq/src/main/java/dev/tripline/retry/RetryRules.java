package dev.tripline.retry;

import java.time.Duration;
import java.util.Map;

/// When a failed asynchronous invocation is tried again, and when it is given up.
///
/// @param maxRetries after the first attempt; AWS allows 0 to 2
/// @param maxAge an event older than this is given up; 60 s to 6 h
/// @param functionError the wait after a failed attempt; AWS waits 1 and 2 minutes
/// @param notRun the wait after a throttle or an unreachable function, which cost no attempt; AWS
///     waits 1 s to 5 min
/// @param byErrorType other limits for certain errors: the key is an error type, or its prefix
///     followed by `*`
public record RetryRules(
    int maxRetries,
    Duration maxAge,
    Backoff functionError,
    Backoff notRun,
    Map<String, ErrorRule> byErrorType) {

  /// What AWS does without any setting.
  public static final RetryRules AWS =
      new RetryRules(
          2,
          Duration.ofHours(6),
          new Backoff(Duration.ofMinutes(1), 2, Duration.ofMinutes(5), 0),
          new Backoff(Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.2),
          Map.of());

  /// The rule for one class of errors.
  public record ErrorRule(int maxRetries, Backoff backoff) {}
}
