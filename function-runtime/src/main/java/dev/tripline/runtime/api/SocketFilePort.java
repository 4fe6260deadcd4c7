package dev.tripline.runtime.api;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/// A Unix socket that a relay in the worker's own network namespace leads to. Nothing but the worker is
/// in there, and the file is in a directory that only the dispatcher's user enters and no sandbox shows.
///
/// @param address of the relay, as the worker reaches it
record SocketFilePort(ServerSocketChannel server, String address) implements ListeningPort {
  private static final int WAITING = 16;

  static SocketFilePort open(Path file, String address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(file), WAITING);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return new SocketFilePort(server, address);
  }

  @Override
  public boolean isClosed() {
    return !server.isOpen();
  }

  @Override
  public Transport accept() throws IOException {
    return new UnixTransport(server.accept());
  }

  @Override
  public boolean isFrom(long worker, Transport connection) {
    return true;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
