package dev.tripline.runtime.pack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Whether a zip can be read in one way only. One program looks at the signatures of a zip and another
/// unpacks it: both must find the same files.
public final class ZipReading {
  private ZipReading() {}

  /// The end of its directory is the end of the file, each name is spelled as it is unpacked, and what is
  /// named as a directory is an empty one. Blocking; memory grows with the directory.
  ///
  /// @throws InvalidPackageException if that is not so, or if it is no zip that can be unpacked
  public static void requireSingle(Path zip) throws IOException, InvalidPackageException {
    try (FileChannel channel = FileChannel.open(zip, StandardOpenOption.READ)) {
      ZipDirectory.requireSingleReading(channel);
    }
  }
}
