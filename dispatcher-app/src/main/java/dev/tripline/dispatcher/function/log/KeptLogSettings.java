package dev.tripline.dispatcher.function.log;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The log lines of functions that the store keeps, for `/v1/functions/{name}/logs`.
///
/// @param retention how long a line is kept
/// @param perFunction how much is kept of one function; the oldest lines go first. 0 keeps none
/// @param total how much is kept of all functions, over all nodes; the oldest lines go first
/// @param perSecond how many lines a node keeps a second, shared out fairly among functions; of more,
///     `tripline.function.logs.dropped` counts the rest. The dispatcher's own log has them
@ConfigurationProperties("tripline.kept-logs")
public record KeptLogSettings(
    @DefaultValue("72h") Duration retention,
    @DefaultValue("10MB") DataSize perFunction,
    @DefaultValue("500MB") DataSize total,
    @DefaultValue("1000") int perSecond) {

  public KeptLogSettings {
    if (retention.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("tripline.kept-logs.retention must be at least 1s");
    }
    if (perFunction.isNegative()) {
      throw new IllegalArgumentException("tripline.kept-logs.per-function must not be negative");
    }
    if (total.compareTo(perFunction) < 0) {
      throw new IllegalArgumentException(
          "tripline.kept-logs.total must be at least tripline.kept-logs.per-function");
    }
    if (perSecond < 1 || perSecond > 100_000) {
      throw new IllegalArgumentException("tripline.kept-logs.per-second must be 1 to 100000");
    }
  }

  boolean keeps() {
    return perFunction.toBytes() > 0;
  }
}
