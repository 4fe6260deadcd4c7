package dev.tripline.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The watched folder.
///
/// @param source directory of the example files
record Inbox(Path source, Path folder) {
  /// Copies one of the example files into the folder.
  void drop(String name) throws IOException {
    Files.copy(source.resolve(name), folder.resolve(name));
  }
}
