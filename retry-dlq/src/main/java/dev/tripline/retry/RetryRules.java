package dev.tripline.retry;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// When a failed asynchronous invocation is tried again, and when it is given up.
///
/// @param maxRetries after the first attempt; AWS allows 0 to 2, our own policies up to 1,000
/// @param maxAge an event older than this is given up; 60 s to 24 h: as long as a rule of
///     EventBridge may ask for, of which a function of Lambda has 6 h
/// @param functionError the wait after a failed attempt; AWS waits 1 and 2 minutes
/// @param notRun the wait after a throttle or an unreachable function, which cost no attempt; AWS
///     waits 1 s to 5 min
/// @param byErrorType other limits for certain errors: the key is an error type, or its prefix
///     followed by `*`; an exact key wins over a prefix, a longer prefix over a shorter one
public record RetryRules(
    int maxRetries,
    Duration maxAge,
    Backoff functionError,
    Backoff notRun,
    Map<String, ErrorRule> byErrorType) {

  public static final Duration MIN_AGE = Duration.ofSeconds(60);
  public static final Duration MAX_AGE = Duration.ofHours(24);
  public static final int MAX_RETRIES = 1_000;

  /// The rules of AWS without any setting.
  public static final RetryRules AWS =
      new RetryRules(
          2,
          Duration.ofHours(6),
          new Backoff(Duration.ofMinutes(1), 2, Duration.ofMinutes(5), 0),
          new Backoff(Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.2),
          Map.of());

  public RetryRules {
    checkRetries(maxRetries);
    if (maxAge.compareTo(MIN_AGE) < 0 || maxAge.compareTo(MAX_AGE) > 0) {
      throw new IllegalArgumentException("the maximum age must be 60 s to 24 h, not " + maxAge);
    }
    byErrorType = Map.copyOf(byErrorType);
    for (String key : byErrorType.keySet()) {
      int star = key.indexOf('*');
      if (key.isBlank() || (star >= 0 && star < key.length() - 1)) {
        throw new IllegalArgumentException(
            "an error type, or its prefix followed by *, is expected, not '" + key + "'");
      }
    }
  }

  /// The same rules with AWS's two settings changed; null keeps what is here.
  public RetryRules with(@Nullable Integer retries, @Nullable Duration age) {
    return new RetryRules(
        retries == null ? maxRetries : retries,
        age == null ? maxAge : age,
        functionError,
        notRun,
        byErrorType);
  }

  /// The rule that holds for a failed attempt with this error type.
  public ErrorRule ruleFor(@Nullable String errorType) {
    ErrorRule standard = new ErrorRule(maxRetries, functionError);
    if (errorType == null || byErrorType.isEmpty()) {
      return standard;
    }
    ErrorRule exact = byErrorType.get(errorType);
    if (exact != null) {
      return exact;
    }
    String best = "";
    ErrorRule rule = standard;
    for (Map.Entry<String, ErrorRule> entry : byErrorType.entrySet()) {
      String key = entry.getKey();
      if (key.endsWith("*")
          && key.length() > best.length()
          && errorType.startsWith(key.substring(0, key.length() - 1))) {
        best = key;
        rule = entry.getValue();
      }
    }
    return rule;
  }

  private static void checkRetries(int retries) {
    if (retries < 0 || retries > MAX_RETRIES) {
      throw new IllegalArgumentException(
          "the number of retries must be 0 to " + MAX_RETRIES + ", not " + retries);
    }
  }

  /// The rule for one class of errors.
  public record ErrorRule(int maxRetries, Backoff backoff) {
    public ErrorRule {
      checkRetries(maxRetries);
    }
  }
}
