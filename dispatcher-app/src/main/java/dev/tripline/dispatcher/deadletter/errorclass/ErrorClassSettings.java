package dev.tripline.dispatcher.deadletter.errorclass;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// When classes of dead letters are resolved and forgotten.
///
/// @param quiet a class without a new letter for so long is resolved, whether letters of it are left or not;
///     the next letter opens it again
/// @param retention a resolved class without letters is forgotten when its last one is so old
@ConfigurationProperties("tripline.dead-letter-classes")
public record ErrorClassSettings(
    @DefaultValue("1d") Duration quiet, @DefaultValue("30d") Duration retention) {
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  public ErrorClassSettings {
    if (quiet.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("tripline.dead-letter-classes.quiet must be at least 1m");
    }
    if (retention.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "tripline.dead-letter-classes.retention must be at least 1m");
    }
  }
}
