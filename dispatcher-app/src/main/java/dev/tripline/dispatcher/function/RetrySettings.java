package dev.tripline.dispatcher.function;

import dev.tripline.retry.Backoff;
import dev.tripline.retry.RetryRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How asynchronous invocations are retried where a function sets nothing else. AWS's values are the
/// defaults; shorter waits suit demonstrations.
///
/// @param attempts after the first one
/// @param maximumAge an older event is given up
/// @param errorWait after the first failure; doubled after each further one, up to five times this
/// @param notRunWait after the first throttle; doubled after each further one
/// @param notRunWaitLimit the longest wait after a throttle
@ConfigurationProperties("tripline.retry")
public record RetrySettings(
    @DefaultValue("2") int attempts,
    @DefaultValue("6h") Duration maximumAge,
    @DefaultValue("1m") Duration errorWait,
    @DefaultValue("1s") Duration notRunWait,
    @DefaultValue("5m") Duration notRunWaitLimit) {

  public RetrySettings {
    if (attempts < 0 || !maximumAge.isPositive()) {
      throw new IllegalArgumentException(
          "tripline.retry: attempts ≥ 0 and maximum-age > 0 must hold");
    }
    if (errorWait.isNegative()
        || notRunWait.isNegative()
        || notRunWaitLimit.compareTo(notRunWait) < 0) {
      throw new IllegalArgumentException(
          "tripline.retry: error-wait ≥ 0 and 0 ≤ not-run-wait ≤ not-run-wait-limit must hold");
    }
  }

  /// What holds where a function sets nothing else.
  public RetryRules rules() {
    return new RetryRules(
        attempts,
        maximumAge,
        new Backoff(errorWait, 2, errorWait.multipliedBy(5), 0),
        new Backoff(notRunWait, 2, notRunWaitLimit, 0.2),
        RetryRules.AWS.byErrorType());
  }
}
