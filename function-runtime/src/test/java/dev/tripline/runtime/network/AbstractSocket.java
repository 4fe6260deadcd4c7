package dev.tripline.runtime.network;

import java.io.IOException;
import java.nio.file.Path;

/// A Unix socket of this host that has a name and no file, as X servers and buses have.
final class AbstractSocket implements AutoCloseable {
  private final String name;
  private final Process server;

  AbstractSocket(Path unique) throws IOException {
    this.name = "tripline-test-" + unique.getFileName();
    this.server =
        new ProcessBuilder(
                "/usr/bin/python3",
                "-c",
                """
                import socket, sys
                server = socket.socket(socket.AF_UNIX)
                server.bind("\\0" + sys.argv[1])
                server.listen()
                print("ready", flush=True)
                while True:
                    server.accept()
                """,
                name)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (server.getInputStream().read() != 'r') {
      throw new IOException("no abstract socket can be made");
    }
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    server.destroyForcibly().onExit().join();
  }
}
