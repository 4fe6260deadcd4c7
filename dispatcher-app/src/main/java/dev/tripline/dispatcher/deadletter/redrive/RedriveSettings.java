package dev.tripline.dispatcher.deadletter.redrive;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The bounds of redrive runs.
///
/// @param maxRate the most letters a second that a run may send
/// @param interval the time between two looks at what became of the letters, and two sendings
@ConfigurationProperties("tripline.redrives")
public record RedriveSettings(
    @DefaultValue("500") int maxRate, @DefaultValue("200ms") Duration interval) {

  public RedriveSettings {
    if (maxRate < 1 || interval.toMillis() < 10 || interval.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException(
          "tripline.redrives: max-rate ≥ 1 and an interval from 10ms to 1m must hold");
    }
  }
}
