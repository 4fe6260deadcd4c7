package dev.tripline.dispatcher.deadletter;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The limit of redrives of a dead letter.
///
/// @param maxRedrives a dead letter that was redriven so often is not redriven again
@ConfigurationProperties("tripline.dead-letters")
public record DeadLetterSettings(@DefaultValue("20") int maxRedrives) {
  public DeadLetterSettings {
    if (maxRedrives < 1) {
      throw new IllegalArgumentException("tripline.dead-letters.max-redrives must be at least 1");
    }
  }
}
