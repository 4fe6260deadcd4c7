package dev.tripline.runtime.network;

import dev.tripline.runtime.sandbox.Confinement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The network namespace of one worker. Two processes of the host keep it up: a relay inside, by which the
/// Runtime API is reached, and one outside, which opens the connections that the namespace asks for. Both
/// end with this object, and with the dispatcher however that ends.
public final class NetworkNamespace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkNamespace.class);

  static final String SOCKET = "api";

  /// The longest of these names.
  static final String INWARD = "ports";

  static final String RESOLVER = "resolv.conf";

  private final Path directory;
  private final int port;
  private final Process relay;
  private final Process uplink;
  private final List<String> enter;

  /// @param port at which the relay listens inside
  NetworkNamespace(Path directory, int port, Process relay, Process uplink, List<String> enter) {
    this.directory = directory;
    this.port = port;
    this.relay = relay;
    this.uplink = uplink;
    this.enter = List.copyOf(enter);
  }

  /// The path at which the Runtime API of the worker has to listen.
  public Path socket() {
    return directory.resolve(SOCKET);
  }

  /// The socket at which the relay leads to ports of the worker's loopback, for a connection that begins
  /// with a line of address and port.
  public Path inward() {
    return directory.resolve(INWARD);
  }

  /// Host and port by which the worker reaches its Runtime API.
  public String runtimeApi() {
    return "127.0.0.1:" + port;
  }

  /// The way in, for a sandbox.
  public Confinement.JoinedNetwork joined() {
    return new Confinement.JoinedNetwork(enter, directory.resolve(RESOLVER));
  }

  /// Completed when one of its processes is gone: the worker is cut off then.
  public CompletableFuture<?> ended() {
    return CompletableFuture.anyOf(relay.onExit(), uplink.onExit());
  }

  /// Idempotent. A worker that is still inside is cut off.
  @Override
  public void close() {
    end(relay);
    end(uplink);
    removeFiles(directory);
  }

  static void end(Process process) {
    process.destroyForcibly();
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.trace("Process {} of a network had ended", process.pid(), e);
    }
  }

  static void removeFiles(Path directory) {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      LOG.debug("{} stays until the dispatcher's next start", directory, e);
    }
  }
}
