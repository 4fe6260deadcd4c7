package dev.tripline.delivery.breaker;

import java.time.Duration;

/// When a trigger is suspended because its function is down.
///
/// @param failures so many batches in a row that found the function down suspend the trigger
/// @param firstProbe how long it rests before one batch is tried
/// @param longestProbe each rest is twice as long as the last one, this long at most
public record BreakerSettings(int failures, Duration firstProbe, Duration longestProbe) {

  public BreakerSettings {
    if (failures < 1 || firstProbe.toMillis() < 1 || longestProbe.compareTo(firstProbe) < 0) {
      throw new IllegalArgumentException(
          "tripline.breaker: failures ≥ 1 and 1ms ≤ first-probe ≤ longest-probe must hold");
    }
  }

  /// The defaults.
  public static BreakerSettings standard() {
    return new BreakerSettings(5, Duration.ofSeconds(5), Duration.ofMinutes(5));
  }
}
