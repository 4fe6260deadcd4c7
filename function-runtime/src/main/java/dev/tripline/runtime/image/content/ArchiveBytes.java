package dev.tripline.runtime.image.content;

import java.io.IOException;
import java.io.InputStream;

/// The bytes of an archive, wherever they are. Blocking; safe for many threads.
public interface ArchiveBytes {

  /// Their number.
  long size() throws ImageException, IOException;

  /// A part of them, to be closed by the caller.
  ///
  /// @param bytes the most that are wanted; there may be fewer
  InputStream read(long from, long bytes) throws ImageException, IOException;
}
