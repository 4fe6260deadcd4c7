package dev.tripline.runtime.hostile;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// A server of this host on an abstract Unix socket, as desktops and daemons have them. Java has no
/// addresses for these.
final class AbstractSocket implements AutoCloseable {
  private static final String SERVER =
      """
      import socket, sys
      listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
      listener.bind("\\0" + sys.argv[1])
      listener.listen()
      print("listens", flush=True)
      sys.stdin.read()
      """;

  private final String name;
  private final Process server;

  private AbstractSocket(String name, Process server) {
    this.name = name;
    this.server = server;
  }

  static AbstractSocket listen() throws IOException {
    String name = "tripline-" + UUID.randomUUID();
    Process server = new ProcessBuilder("python3", "-c", SERVER, name).start();
    BufferedReader said = server.inputReader(StandardCharsets.UTF_8);
    if (!"listens".equals(said.readLine())) {
      server.destroyForcibly();
      throw new IOException("there is no server on an abstract socket");
    }
    return new AbstractSocket(name, server);
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    server.destroyForcibly();
  }
}
