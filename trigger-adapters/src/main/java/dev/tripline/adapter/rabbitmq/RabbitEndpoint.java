package dev.tripline.adapter.rabbitmq;

import dev.tripline.spi.network.AddressResolver;

/// The address of a RabbitMQ broker, and our credentials there.
///
/// @param tls whether to speak `amqps`; the certificate and its host name are then verified against
///     the JVM's trust store
/// @param password in clear; never printed by [#toString()]
/// @param addresses says to which addresses of the host connections may go
public record RabbitEndpoint(
    String host,
    int port,
    boolean tls,
    String virtualHost,
    String username,
    String password,
    AddressResolver addresses) {

  /// At any address.
  public RabbitEndpoint(
      String host, int port, boolean tls, String virtualHost, String username, String password) {
    this(host, port, tls, virtualHost, username, password, AddressResolver.ANY);
  }

  @Override
  public String toString() {
    return (tls ? "amqps://" : "amqp://") + username + "@" + host + ":" + port + virtualHost;
  }
}
