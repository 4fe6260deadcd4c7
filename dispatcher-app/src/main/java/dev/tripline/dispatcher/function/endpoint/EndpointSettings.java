package dev.tripline.dispatcher.function.endpoint;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How functions that are HTTP endpoints are reached.
///
/// @param allow private addresses, CIDR blocks and host names that may be reached all the same
/// @param connectTimeout how long a connection may take
/// @param circuit when an endpoint is left alone for a while
/// @param secretPrefix headers may refer to variables of the environment that begin so; nobody who can
///     register an endpoint can read the others
/// @param secretDirectory headers may refer to files below it; none if it is not set
@ConfigurationProperties("tripline.endpoints")
public record EndpointSettings(
    @DefaultValue List<String> allow,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue Circuit circuit,
    @DefaultValue("TRIPLINE_SECRET_") String secretPrefix,
    @Nullable Path secretDirectory) {

  public EndpointSettings {
    allow = List.copyOf(allow);
    if (!connectTimeout.isPositive()) {
      throw new IllegalArgumentException("tripline.endpoints.connect-timeout must be positive");
    }
  }

  /// The circuit breaker of each endpoint: it opens on failures to connect, broken connections,
  /// timeouts and answers of 500 and above.
  ///
  /// @param window how many of the last calls are looked at
  /// @param minimumCalls it does not open before so many
  /// @param failurePercent it opens when so many of them failed
  /// @param openFor how long it stays open before some calls are let through again
  /// @param trialCalls how many calls are let through then
  public record Circuit(
      @DefaultValue("20") int window,
      @DefaultValue("10") int minimumCalls,
      @DefaultValue("50") float failurePercent,
      @DefaultValue("10s") Duration openFor,
      @DefaultValue("3") int trialCalls) {

    public Circuit {
      if (window < 1 || minimumCalls < 1 || trialCalls < 1) {
        throw new IllegalArgumentException(
            "tripline.endpoints.circuit: window, minimum-calls and trial-calls ≥ 1 must hold");
      }
      if (!(failurePercent > 0 && failurePercent <= 100) || openFor.toMillis() < 1) {
        throw new IllegalArgumentException(
            "tripline.endpoints.circuit: 0 < failure-percent ≤ 100 and open-for ≥ 1ms must hold");
      }
    }
  }
}
