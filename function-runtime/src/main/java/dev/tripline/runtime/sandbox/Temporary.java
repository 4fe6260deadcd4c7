package dev.tripline.runtime.sandbox;

import java.nio.file.Path;

/// The place of a worker's `/tmp`.
public sealed interface Temporary {

  /// A file system in memory of its own, which the kernel keeps to its size and which ends with the
  /// worker.
  ///
  /// @param mb its size
  record InMemory(int mb) implements Temporary {}

  /// A directory of the host.
  record Directory(Path path) implements Temporary {}
}
