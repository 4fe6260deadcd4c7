package dev.tripline.runtime.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Runtime API of one worker, on a port of its own: a connection says which worker it belongs to by
/// the port it came in, since a runtime may open several.
public final class RuntimeListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuntimeListener.class);
  private static final int MAX_CONNECTIONS = 32;

  private final ListeningPort port;
  private final Set<RuntimeConnection> connections = ConcurrentHashMap.newKeySet();

  /// On a loopback port of this machine.
  public RuntimeListener() throws IOException {
    this.port = LoopbackPort.open();
  }

  /// For a worker in a network namespace.
  ///
  /// @param socket path at which a relay in the namespace connects; there must be no file yet, and none
  ///     but the relay may reach it
  /// @param address of the relay, as the worker reaches it
  public RuntimeListener(Path socket, String address) throws IOException {
    this.port = SocketFilePort.open(socket, address);
  }

  /// The value of `AWS_LAMBDA_RUNTIME_API`.
  public String address() {
    return port.address();
  }

  /// Begins to serve.
  ///
  /// @param responseLimit bytes of a response, beyond which it is refused
  /// @param worker process id; only it and its descendants are let in
  public void start(RuntimeSession session, int responseLimit, long worker) {
    ReadBudget budget = new ReadBudget(responseLimit);
    Refusals refusals = new Refusals(worker);
    Thread.ofVirtual()
        .name("runtime-api-" + worker + "-accept")
        .start(() -> {
          while (!port.isClosed() && accept(session, responseLimit, worker, budget, refusals)) {
            // the next one
          }
        });
  }

  /// @return false if there can be no further one
  private boolean accept(
      RuntimeSession session,
      int responseLimit,
      long worker,
      ReadBudget budget,
      Refusals refusals) {
    Transport socket;
    try {
      socket = port.accept();
    } catch (IOException e) {
      if (!port.isClosed()) {
        LOG.warn("A worker's Runtime API stops listening; the worker will run into its timeout", e);
      }
      return false;
    }
    boolean served = false;
    try {
      if (connections.size() >= MAX_CONNECTIONS) {
        refusals.tell(Refusals.Kind.TOO_MANY, Integer.toString(MAX_CONNECTIONS));
      } else if (!port.isFrom(worker, socket)) {
        refusals.tell(Refusals.Kind.ANOTHERS, "");
      } else {
        serve(
            new RuntimeConnection(socket, session, responseLimit, budget, refusals),
            "runtime-api-" + worker);
        served = true;
      }
    } catch (IOException e) {
      LOG.debug("A connection ended before it was served", e);
    } finally {
      if (!served) {
        close(socket);
      }
    }
    return true;
  }

  /// The slot is given back however the thread ends, or does not begin.
  private void serve(RuntimeConnection connection, String name) {
    connections.add(connection);
    boolean started = false;
    try {
      Thread.ofPlatform()
          .name(name)
          .daemon()
          .start(() -> {
            try {
              connection.run();
            } finally {
              connections.remove(connection);
            }
          });
      started = true;
    } finally {
      if (!started) {
        connections.remove(connection);
      }
    }
  }

  private static void close(Transport socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("A connection that was refused stays until its other end closes it", e);
    }
  }

  @Override
  public void close() {
    try {
      port.close();
    } catch (IOException e) {
      LOG.warn("The port of a worker's Runtime API stays in use until the dispatcher ends", e);
    }
    connections.forEach(RuntimeConnection::close);
  }
}
