package dev.tripline.dispatcher.rest.server;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The last moments of the HTTP server.
///
/// @param quiet at a stop, answers close their connections and readiness is refused; the server takes
///     no more connections once no request but for health has come for this long, or after ten times as
///     long. Behind a load balancer: longer than it takes to notice readiness
@ConfigurationProperties("tripline.stop")
public record ServerStopSettings(@DefaultValue("300ms") Duration quiet) {
  public ServerStopSettings {
    if (quiet.isNegative() || quiet.toSeconds() > 60) {
      throw new IllegalArgumentException("tripline.stop: 0 ≤ quiet ≤ 60s must hold");
    }
  }
}
