package dev.tripline.retry.batch;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Rules by which the batches of a stream are retried and given up.
///
/// @param maxRetries after the first attempt; -1 for no limit
/// @param maxAge a record that has waited longer in the stream is given up; null for no limit
/// @param bisect whether a batch that failed is split in two; splitting costs no attempt
/// @param reportItemFailures whether the function's answer says where it stopped
/// @param parkKeys whether the key of a record that was given up is parked, so that its later records
///     wait for the fix instead of overtaking it
public record BatchRules(
    int maxRetries,
    @Nullable Duration maxAge,
    boolean bisect,
    boolean reportItemFailures,
    boolean parkKeys) {

  public static final int NO_LIMIT = -1;
  public static final int MAX_RETRIES = 10_000;
  public static final Duration MIN_AGE = Duration.ofSeconds(60);
  public static final Duration MAX_AGE = Duration.ofDays(7);

  public BatchRules {
    if (maxRetries < NO_LIMIT || maxRetries > MAX_RETRIES) {
      throw new IllegalArgumentException("-1 to 10,000 retries are allowed, not " + maxRetries);
    }
    if (maxAge != null && (maxAge.compareTo(MIN_AGE) < 0 || maxAge.compareTo(MAX_AGE) > 0)) {
      throw new IllegalArgumentException("the maximum age must be 60 s to 7 days, not " + maxAge);
    }
  }
}
