package dev.tripline.dispatcher.trigger.object.link;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/// An object that is read, or a part of it.
///
/// @param size of the whole object
/// @param first its first byte that is read
/// @param length how many are read
/// @param bytes exactly those
/// @param hold of the object, until it is closed
public record OpenedObject(long size, long first, long length, InputStream bytes, Hold hold)
    implements Closeable {

  /// A hold of an object that is read.
  public interface Hold extends Closeable {
    /// Whether the object is still the one that was opened: asked once all bytes were read.
    boolean isUnchanged() throws IOException;
  }

  boolean isWhole() {
    return length == size;
  }

  @Override
  public void close() throws IOException {
    hold.close();
  }
}
