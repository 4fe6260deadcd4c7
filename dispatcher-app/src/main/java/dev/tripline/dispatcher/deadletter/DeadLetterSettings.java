package dev.tripline.dispatcher.deadletter;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The limits of dead letters.
///
/// @param maxRedrives a dead letter that was redriven so often is not redriven again
/// @param retention how long dead letters are kept of triggers that say nothing else, and of no trigger; `0` for
///     ever
@ConfigurationProperties("tripline.dead-letters")
public record DeadLetterSettings(
    @DefaultValue("20") int maxRedrives, @DefaultValue("0s") Duration retention) {
  public DeadLetterSettings {
    if (maxRedrives < 1) {
      throw new IllegalArgumentException("tripline.dead-letters.max-redrives must be at least 1");
    }
    if (!retention.isZero()
        && (retention.compareTo(Duration.ofMinutes(1)) < 0
            || retention.compareTo(Duration.ofDays(3_660)) > 0)) {
      throw new IllegalArgumentException(
          "tripline.dead-letters.retention must be 0, or from 1m to 3660d");
    }
  }
}
