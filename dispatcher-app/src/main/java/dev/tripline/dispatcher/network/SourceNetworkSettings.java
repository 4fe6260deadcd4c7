package dev.tripline.dispatcher.network;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where connections of sources may go whose addresses come with a trigger. Endpoints and connections
/// that the settings name (`tripline.aws.endpoints`, `tripline.connections`) are not concerned.
///
/// @param allow private addresses, CIDR blocks and host names that may be reached all the same; without
///     them, public addresses only
@ConfigurationProperties("tripline.sources")
public record SourceNetworkSettings(@DefaultValue List<String> allow) {

  public SourceNetworkSettings {
    allow = List.copyOf(allow);
    AddressGuard _ = new AddressGuard("tripline.sources.allow", allow);
  }

  /// Judges the addresses that come with triggers.
  public AddressGuard guard() {
    return new AddressGuard("tripline.sources.allow", allow);
  }
}
