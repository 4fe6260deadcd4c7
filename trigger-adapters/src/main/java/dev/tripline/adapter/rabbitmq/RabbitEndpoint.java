package dev.tripline.adapter.rabbitmq;

/// The address of a RabbitMQ broker, and our credentials there.
///
/// @param tls whether to speak `amqps`; the certificate and its host name are then verified against
///     the JVM's trust store
/// @param password in clear; never printed by [#toString()]
public record RabbitEndpoint(
    String host, int port, boolean tls, String virtualHost, String username, String password) {

  @Override
  public String toString() {
    return (tls ? "amqps://" : "amqp://") + username + "@" + host + ":" + port + virtualHost;
  }
}
