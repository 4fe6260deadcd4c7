package dev.tripline.adapter.cdc.postgresql;

import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.adapter.cdc.engine.Handover;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import javax.net.SocketFactory;

/// Makes connected sockets to one database: each resolves the host anew and uses the addresses of that
/// very answer. The driver makes it by its name, with the key of the server in the [Handover].
public final class GuardedSockets extends SocketFactory {
  private static final int PATIENCE_MILLIS = 10_000;

  private final DatabaseServer server;

  /// Called by the driver.
  public GuardedSockets(String key) {
    this.server = Handover.find(key, DatabaseServer.class);
  }

  @Override
  public Socket createSocket() throws IOException {
    IOException failure = new UnknownHostException(server.host() + " has no address");
    for (InetAddress address : server.addresses().resolve(server.host())) {
      Socket socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(address, server.port()), PATIENCE_MILLIS);
        return socket;
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
    }
    throw failure;
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw unsupported();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw unsupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("these sockets go to one database");
  }
}
