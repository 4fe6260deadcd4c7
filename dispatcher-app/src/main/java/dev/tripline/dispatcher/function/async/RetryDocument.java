package dev.tripline.dispatcher.function.async;

import dev.tripline.retry.Backoff;
import dev.tripline.retry.RetryRules;
import dev.tripline.retry.RetryRules.ErrorRule;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Retry rules as `/v1/functions` writes them; a member that is missing has the
/// dispatcher's own value, which is AWS's unless `tripline.retry` changes it.
public record RetryDocument(
    @Nullable Integer maxRetries,
    @Nullable Long maxAgeSeconds,
    @Nullable BackoffDocument backoff,
    @Nullable BackoffDocument notRunBackoff,
    @Nullable Map<String, ErrorRuleDocument> byErrorType) {

  public record ErrorRuleDocument(
      @Nullable Integer maxRetries, @Nullable BackoffDocument backoff) {}

  public record BackoffDocument(
      @Nullable Double firstSeconds,
      @Nullable Double multiplier,
      @Nullable Double capSeconds,
      @Nullable Double jitter) {

    static BackoffDocument of(Backoff backoff) {
      return new BackoffDocument(
          backoff.first().toMillis() / 1000.0,
          backoff.multiplier(),
          backoff.cap().toMillis() / 1000.0,
          backoff.jitter());
    }

    Backoff toBackoff(Backoff standard) {
      Duration first = firstSeconds == null ? standard.first() : seconds(firstSeconds);
      Duration cap = capSeconds == null ? longer(first, standard.cap()) : seconds(capSeconds);
      return new Backoff(
          first,
          multiplier == null ? standard.multiplier() : multiplier,
          cap,
          jitter == null ? standard.jitter() : jitter);
    }

    private static Duration seconds(double seconds) {
      return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static Duration longer(Duration a, Duration b) {
      return a.compareTo(b) > 0 ? a : b;
    }
  }

  public static RetryDocument of(RetryRules rules) {
    Map<String, ErrorRuleDocument> byType = new TreeMap<>();
    rules
        .byErrorType()
        .forEach((type, rule) ->
            byType.put(
                type,
                new ErrorRuleDocument(rule.maxRetries(), BackoffDocument.of(rule.backoff()))));
    return new RetryDocument(
        rules.maxRetries(),
        rules.maxAge().toSeconds(),
        BackoffDocument.of(rules.functionError()),
        BackoffDocument.of(rules.notRun()),
        byType);
  }

  /// @param standard what holds where nothing is set
  /// @throws IllegalArgumentException if a value is out of its bounds
  public RetryRules toRules(RetryRules standard) {
    int retries = maxRetries == null ? standard.maxRetries() : maxRetries;
    Backoff error =
        backoff == null ? standard.functionError() : backoff.toBackoff(standard.functionError());
    Map<String, ErrorRule> byType = new TreeMap<>();
    if (byErrorType != null) {
      byErrorType.forEach((type, rule) ->
          byType.put(
              type,
              new ErrorRule(
                  rule.maxRetries() == null ? retries : rule.maxRetries(),
                  rule.backoff() == null ? error : rule.backoff().toBackoff(error))));
    }
    return new RetryRules(
        retries,
        maxAgeSeconds == null ? standard.maxAge() : Duration.ofSeconds(maxAgeSeconds),
        error,
        notRunBackoff == null ? standard.notRun() : notRunBackoff.toBackoff(standard.notRun()),
        byType);
  }
}
