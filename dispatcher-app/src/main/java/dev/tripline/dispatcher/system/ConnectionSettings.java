package dev.tripline.dispatcher.system;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Connections that triggers and destinations refer to by name: `tripline.connections.NAME.uri` and
/// so on. Whoever registers a trigger or destination never sees their addresses and passwords.
@ConfigurationProperties("tripline")
public record ConnectionSettings(@DefaultValue Map<String, Connection> connections) {

  public ConnectionSettings {
    connections = Map.copyOf(connections);
  }

  public Optional<Connection> find(String name) {
    return Optional.ofNullable(connections.get(name));
  }

  /// One broker.
  ///
  /// @param uri for instance `amqp://broker:5672/vhost` or `amqps://…`, without user and password
  /// @param password a reference, see [SecretReference]
  public record Connection(URI uri, @Nullable String username, @Nullable SecretReference password) {
    public Connection {
      if (uri.getRawUserInfo() != null) {
        throw new IllegalArgumentException(
            "tripline.connections: user and password do not belong into the uri; set username, and"
                + " password as env:NAME or file:PATH");
      }
    }
  }
}
