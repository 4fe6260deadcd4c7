package dev.tripline.dispatcher.alert;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How alerts are checked and told.
///
/// @param interval how often all alerts are looked at
/// @param timeout how long a receiver of a notice may take
/// @param most so many alerts there may be
@ConfigurationProperties("tripline.alerts")
public record AlertSettings(
    @DefaultValue("5s") Duration interval,
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("100") int most) {

  public AlertSettings {
    if (interval.compareTo(Duration.ofMillis(100)) < 0 || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "tripline.alerts: interval must be at least 100ms and timeout positive");
    }
    if (most < 1 || most > 1_000) {
      throw new IllegalArgumentException("tripline.alerts.most must be 1 to 1000");
    }
  }
}
