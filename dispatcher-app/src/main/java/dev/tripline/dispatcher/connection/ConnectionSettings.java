package dev.tripline.dispatcher.connection;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
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
    connections.forEach((name, connection) -> {
      if (connection.password() != null) {
        connection.password().requireThere("tripline.connections." + name + ".password");
      }
    });
  }

  public Optional<Connection> find(String name) {
    return Optional.ofNullable(connections.get(name));
  }

  /// One broker.
  ///
  /// @param uri for instance `amqp://broker:5672/vhost` or `amqps://…`, `kafka://one:9092,two:9092` or
  ///     `kafkas://…`, without user and password
  /// @param username may be missing if the password is a stored secret that has it too
  /// @param password a reference: `secret:NAME`, `env:NAME` or `file:PATH`
  /// @param mechanism of SASL, for Kafka
  public record Connection(
      URI uri,
      @Nullable String username,
      @Nullable SecretReference password,
      @DefaultValue("PLAIN") String mechanism) {
    public Connection {
      if (Objects.isNull(uri)) {
        throw new IllegalArgumentException("tripline.connections: each connection needs a uri");
      }
      if (!mechanism.matches("PLAIN|SCRAM-SHA-256|SCRAM-SHA-512")) {
        throw new IllegalArgumentException(
            "tripline.connections: mechanism must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
      }
      if (uri.getRawUserInfo() != null) {
        throw new IllegalArgumentException(
            "tripline.connections: user and password do not belong into the uri; set username, and"
                + " password as env:NAME or file:PATH");
      }
    }
  }
}
