package dev.tripline.delivery.breaker;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// When a trigger is suspended because its function is down.
///
/// @param failures so many batches in a row that found the function down suspend the trigger
/// @param firstProbe how long it rests before one batch is tried
/// @param longestProbe each rest is twice as long as the last one, this long at most
@ConfigurationProperties("tripline.breaker")
public record BreakerSettings(
    @DefaultValue("5") int failures,
    @DefaultValue("5s") Duration firstProbe,
    @DefaultValue("5m") Duration longestProbe) {

  public BreakerSettings {
    if (failures < 1 || firstProbe.toMillis() < 1 || longestProbe.compareTo(firstProbe) < 0) {
      throw new IllegalArgumentException(
          "tripline.breaker: failures ≥ 1 and 1ms ≤ first-probe ≤ longest-probe must hold");
    }
  }
}
