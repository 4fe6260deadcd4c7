package dev.tripline.runtime.api;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A connection of a runtime, whatever carries it. One thread reads while another may write.
interface Transport extends Closeable {

  InputStream in() throws IOException;

  OutputStream out() throws IOException;

  /// Ends the bytes of this side; the other side may still send.
  void endOutput() throws IOException;

  /// Reads and throws away what still comes, for a while and up to a number of bytes.
  void discard(int millis, int bytes) throws IOException;

  /// Whether it has not been closed here.
  boolean isOpen();
}
