package dev.tripline.dispatcher.function.trace;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where the traces of events go.
///
/// @param endpoint of a collector that takes OTLP over HTTP in Protobuf, for instance
///     http://localhost:4318/v1/traces; without it no spans are made, and traces of callers are handed on
/// @param share of the traces that begin here and are kept, from 0 to 1; one that a caller began is kept if
///     the caller keeps it, and runs of functions with active tracing are in any case
/// @param interval between two exports
/// @param queue how many spans wait for an export at most; more are dropped and counted
/// @param page address of a trace in the collector's pages, in which {traceId} stands for its id; dead
///     letters link to it
@ConfigurationProperties("tripline.traces")
public record TraceSettings(
    @Nullable URI endpoint,
    @DefaultValue("1") double share,
    @DefaultValue("1s") Duration interval,
    @DefaultValue("2048") int queue,
    @Nullable String page) {
  private static final String ID = "{traceId}";

  public TraceSettings {
    if (endpoint != null && !isHttp(endpoint)) {
      throw new IllegalArgumentException(
          "tripline.traces.endpoint must be an http or https URL, not " + endpoint);
    }
    if (!interval.isPositive() || queue < 1 || queue > 1_000_000) {
      throw new IllegalArgumentException(
          "tripline.traces: interval > 0 and 1 ≤ queue ≤ 1,000,000 must hold");
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("tripline.traces.share must be from 0 to 1, not " + share);
    }
    if (page != null && !isTemplate(page)) {
      throw new IllegalArgumentException(
          "tripline.traces.page must be an http or https URL with {traceId} in it, not " + page);
    }
  }

  private static boolean isTemplate(String text) {
    try {
      return text.contains(ID) && isHttp(URI.create(text.replace(ID, "0")));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isHttp(URI uri) {
    return uri.getHost() != null && List.of("http", "https").contains(uri.getScheme());
  }
}
