package dev.tripline.dispatcher.rest.guard;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// The requests that are let in, and the time that they may take to arrive.
///
/// @param hosts the names under which this dispatcher may be called, as the header `Host` has them, without
///     the port: `tripline.example.org`, `10.0.0.5`, or `*.example.org` for all names below one. Those of the
///     loopback interface (`localhost`, `127.0.0.1`, `[::1]`) are always among them
/// @param headTime how long the head of a request, its line and headers, may take to arrive
/// @param bodyTime how long the body may take, beside the time that `body-rate` gives it
/// @param bodyRate for each so many bytes of a body that have arrived, it may take another second
/// @param largeBodyRate the same for the bytes beyond the first MB; `body-rate` if that is higher
@ConfigurationProperties("tripline.http")
public record GuardSettings(
    @DefaultValue List<String> hosts,
    @DefaultValue("10s") Duration headTime,
    @DefaultValue("30s") Duration bodyTime,
    @DefaultValue("32KB") DataSize bodyRate,
    @DefaultValue("256KB") DataSize largeBodyRate) {

  public GuardSettings {
    hosts = List.copyOf(hosts);
    new AllowedHosts(hosts);
    if (headTime.toMillis() < 100
        || bodyTime.toMillis() < 100
        || bodyRate.toBytes() < 1
        || largeBodyRate.toBytes() < 1) {
      throw new IllegalArgumentException(
          "tripline.http: head-time and body-time ≥ 100ms, body-rate and large-body-rate ≥ 1B must"
              + " hold");
    }
  }
}
