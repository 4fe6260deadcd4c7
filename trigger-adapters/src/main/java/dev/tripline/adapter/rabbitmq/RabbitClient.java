package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ListAddressResolver;
import dev.tripline.adapter.rabbitmq.network.ResolvedSockets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;

/// Connections of RabbitMQ's own client, with our timeouts and without its recovery.
final class RabbitClient {
  private RabbitClient() {}

  static ConnectionFactory factory(RabbitEndpoint endpoint) {
    var factory = new UnresolvedFactory();
    factory.setHost(endpoint.host());
    factory.setPort(endpoint.port());
    factory.setVirtualHost(endpoint.virtualHost());
    factory.setUsername(endpoint.username());
    factory.setPassword(endpoint.password());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setConnectionTimeout(5_000);
    factory.setHandshakeTimeout(5_000);
    factory.setShutdownTimeout(5_000);
    factory.setChannelRpcTimeout(10_000);
    factory.setRequestedHeartbeat(20);
    factory.setSocketFactory(sockets(endpoint));
    return factory;
  }

  /// Leaves names to the sockets, which resolve them when they connect.
  private static final class UnresolvedFactory extends ConnectionFactory {
    @Override
    protected AddressResolver createAddressResolver(List<Address> addresses) {
      return new ListAddressResolver(addresses);
    }
  }

  /// Sockets of connections to the endpoint, of whatever protocol.
  static ResolvedSockets sockets(RabbitEndpoint endpoint) {
    try {
      return new ResolvedSockets(
          endpoint.addresses(), endpoint.tls() ? SSLContext.getDefault().getSocketFactory() : null);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no default TLS context", e);
    }
  }
}
