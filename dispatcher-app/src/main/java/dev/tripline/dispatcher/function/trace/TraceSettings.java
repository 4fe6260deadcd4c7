package dev.tripline.dispatcher.function.trace;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where the traces of functions with active tracing go.
///
/// @param endpoint of a collector that takes OTLP over HTTP in JSON, for instance
///     http://localhost:4318/v1/traces; without it no trace is kept
/// @param interval between two exports
/// @param queue how many spans wait for an export at most; more are dropped, and the log says how many
@ConfigurationProperties("tripline.traces")
public record TraceSettings(
    @Nullable URI endpoint,
    @DefaultValue("1s") Duration interval,
    @DefaultValue("2048") int queue) {

  public TraceSettings {
    if (endpoint != null
        && (endpoint.getHost() == null
            || !List.of("http", "https").contains(String.valueOf(endpoint.getScheme())))) {
      throw new IllegalArgumentException(
          "tripline.traces.endpoint must be an http or https URL, not " + endpoint);
    }
    if (!interval.isPositive() || queue < 1) {
      throw new IllegalArgumentException("tripline.traces: interval > 0 and queue ≥ 1 must hold");
    }
  }
}
