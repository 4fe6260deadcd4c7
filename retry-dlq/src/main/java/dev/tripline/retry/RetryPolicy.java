package dev.tripline.retry;

import java.time.Duration;
import java.time.Instant;

/// Decides what follows the failure of an asynchronous invocation. Pure: the same input gives the
/// same decision.
///
/// The rules are AWS's: a failed attempt is retried after 1 and 2 minutes; a throttled or unreachable
/// one goes back to the queue, 1 s to 5 min, and costs no attempt; an event whose next attempt would
/// come after its maximum age is given up at once instead of waiting for that.
public final class RetryPolicy {

  /// AWS stops a chain of functions at its 16th invocation.
  public static final int RECURSION_LIMIT = 16;

  private RetryPolicy() {}

  /// @param progress what lies behind the event, without this failure
  /// @param random from 0 (inclusive) to 1, decides the jitter
  public static Decision decide(
      Failure failure, Progress progress, Instant now, RetryRules rules, double random) {
    return switch (failure) {
      case Failure.TooOld() -> new Decision.GiveUp(GiveUpReason.EVENT_AGE_EXCEEDED);
      case Failure.SwitchedOff() -> new Decision.GiveUp(GiveUpReason.ZERO_RESERVED_CONCURRENCY);
      case Failure.Unknown() -> new Decision.GiveUp(GiveUpReason.FUNCTION_NOT_FOUND);
      case Failure.TooDeep() -> new Decision.GiveUp(GiveUpReason.RECURSION_LIMIT_EXCEEDED);
      case Failure.NotRun(Duration hint) -> {
        Duration backoff = rules.notRun().delay(progress.notRunStreak() + 1, random);
        Duration delay = hint != null && hint.compareTo(backoff) > 0 ? hint : backoff;
        yield within(rules, progress, now, new Decision.RetryAfter(delay, false));
      }
      case Failure.Ran(var errorType) -> {
        RetryRules.ErrorRule rule = rules.ruleFor(errorType);
        int attempt = progress.countedAttempts() + 1;
        if (attempt > rule.maxRetries()) {
          yield new Decision.GiveUp(GiveUpReason.RETRIES_EXHAUSTED);
        }
        Duration delay = rule.backoff().delay(attempt, random);
        yield within(rules, progress, now, new Decision.RetryAfter(delay, true));
      }
    };
  }

  /// True if an event has passed its maximum age and must not be tried any more.
  public static boolean tooOld(Instant acceptedAt, Instant now, RetryRules rules) {
    return Duration.between(acceptedAt, now).compareTo(rules.maxAge()) >= 0;
  }

  private static Decision within(
      RetryRules rules, Progress progress, Instant now, Decision.RetryAfter retry) {
    return tooOld(progress.acceptedAt(), now.plus(retry.delay()), rules)
        ? new Decision.GiveUp(GiveUpReason.EVENT_AGE_EXCEEDED)
        : retry;
  }

  /// The past of an event.
  ///
  /// @param countedAttempts failed attempts that counted
  /// @param notRunStreak tries since the last counted attempt in which the function did not run
  public record Progress(int countedAttempts, int notRunStreak, Instant acceptedAt) {}
}
