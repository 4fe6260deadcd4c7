package dev.tripline.dispatcher.delivery.invocation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long it can be asked what became of an event.
///
/// @param retention how long the steps of an event are kept
/// @param steps how many are kept at most, over all nodes; the oldest go first. 0 keeps none
/// @param perSecond how many a node writes at most; of more, failures are written first and
///     `tripline.invocations.dropped` counts the rest
@ConfigurationProperties("tripline.invocations")
public record InvocationSettings(
    @DefaultValue("24h") Duration retention,
    @DefaultValue("200000") int steps,
    @DefaultValue("2000") int perSecond) {

  public InvocationSettings {
    if (retention.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("tripline.invocations.retention must be at least 1s");
    }
    if (steps < 0) {
      throw new IllegalArgumentException("tripline.invocations.steps must not be negative");
    }
    if (perSecond < 1) {
      throw new IllegalArgumentException("tripline.invocations.per-second must be at least 1");
    }
  }
}
