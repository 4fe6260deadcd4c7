package dev.tripline.runtime.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Runtime API of one worker, on a loopback port of its own: a connection says which worker it
/// belongs to by the port it came in, since a runtime may open several.
public final class RuntimeListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuntimeListener.class);
  private static final int MAX_CONNECTIONS = 64;

  private final ServerSocket server;
  private final Set<RuntimeConnection> connections = ConcurrentHashMap.newKeySet();

  public RuntimeListener() throws IOException {
    server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
  }

  /// The value of `AWS_LAMBDA_RUNTIME_API`.
  public String address() {
    return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
  }

  /// Begins to serve.
  ///
  /// @param responseLimit bytes of a response, beyond which it is refused
  public void start(RuntimeSession session, int responseLimit) {
    String name = "runtime-api-" + server.getLocalPort();
    Thread.ofVirtual().name(name + "-accept").start(() -> accept(session, responseLimit, name));
  }

  private void accept(RuntimeSession session, int responseLimit, String name) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        if (connections.size() >= MAX_CONNECTIONS || PeerUser.isOther(socket)) {
          LOG.warn("A connection to a worker's Runtime API was refused: not from this worker");
          socket.close();
          continue;
        }
        RuntimeConnection connection = new RuntimeConnection(socket, session, responseLimit);
        connections.add(connection);
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .start(() -> {
              connection.run();
              connections.remove(connection);
            });
      } catch (IOException e) {
        if (!server.isClosed()) {
          LOG.warn(
              "A worker's Runtime API stops listening; the worker will run into its timeout", e);
        }
        return;
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("The port of a worker's Runtime API stays in use until the dispatcher ends", e);
    }
    connections.forEach(RuntimeConnection::close);
  }
}
