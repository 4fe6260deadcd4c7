package dev.tripline.runtime.api;

import java.io.Closeable;
import java.io.IOException;

/// The place where one worker's connections come in. Closing it ends a wait for one.
sealed interface ListeningPort extends Closeable permits LoopbackPort, SocketFilePort {

  /// Host and port, as the worker reaches it.
  String address();

  boolean isClosed();

  /// Blocks until a connection comes in.
  Transport accept() throws IOException;

  /// Whether the connection comes from the worker or one of its descendants.
  boolean isFrom(long worker, Transport connection);
}
