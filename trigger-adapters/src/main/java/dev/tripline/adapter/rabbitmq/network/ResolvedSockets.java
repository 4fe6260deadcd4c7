package dev.tripline.adapter.rabbitmq.network;

import dev.tripline.spi.network.AddressResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Makes sockets that connect to addresses of a resolver, with TLS if wanted: then the certificate must be
/// for the host's name. Safe for many threads.
public final class ResolvedSockets extends SocketFactory {
  private final AddressResolver addresses;
  private final @Nullable SSLSocketFactory tls;

  /// @param tls null for open connections
  public ResolvedSockets(AddressResolver addresses, @Nullable SSLSocketFactory tls) {
    this.addresses = addresses;
    this.tls = tls;
  }

  @Override
  public Socket createSocket() {
    return new ResolvedSocket(addresses, tls);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw unsupported();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("sockets are made first and connected then");
  }
}
