package dev.tripline.runtime.extension.telemetry;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/// The ports at which processes of one worker listen, as the dispatcher reaches them. Safe for many
/// threads.
public interface WorkerPorts {

  /// Connects to a listener of the worker, and to none else. Blocks until the listener has taken the
  /// connection, which another thread ends by closing it.
  ///
  /// @param opened told of the connection before it is waited for
  /// @throws IOException if nobody of the worker listens there
  SocketChannel connect(Destination.Place place, int port, Opened opened) throws IOException;

  /// Gets a connection that may have to be closed by another thread.
  @FunctionalInterface
  interface Opened {
    void opened(SocketChannel channel) throws IOException;
  }
}
