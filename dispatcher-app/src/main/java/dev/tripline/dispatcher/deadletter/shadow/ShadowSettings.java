package dev.tripline.dispatcher.deadletter.shadow;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The bounds of shadow redrives.
///
/// @param mostLetters the most dead letters that one runs
/// @param longest the time after which one stops, done or not
/// @param concurrencyShare the part of the candidate's concurrency that one uses at most; one event at a time
///     in any case
/// @param retention how long one that is over is kept, with its outcomes
@ConfigurationProperties("tripline.shadow-redrives")
public record ShadowSettings(
    @DefaultValue("10000") int mostLetters,
    @DefaultValue("1h") Duration longest,
    @DefaultValue("0.1") double concurrencyShare,
    @DefaultValue("30d") Duration retention) {

  public ShadowSettings {
    if (mostLetters < 1 || mostLetters > 100_000) {
      throw new IllegalArgumentException(
          "tripline.shadow-redrives.most-letters must be from 1 to 100000");
    }
    if (longest.compareTo(Duration.ofSeconds(1)) < 0 || longest.compareTo(Duration.ofDays(7)) > 0) {
      throw new IllegalArgumentException("tripline.shadow-redrives.longest must be from 1s to 7d");
    }
    if (!(concurrencyShare > 0 && concurrencyShare <= 1)) {
      throw new IllegalArgumentException(
          "tripline.shadow-redrives.concurrency-share must be above 0 and at most 1");
    }
    if (retention.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("tripline.shadow-redrives.retention must be at least 1m");
    }
  }
}
