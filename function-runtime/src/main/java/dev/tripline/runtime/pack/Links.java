package dev.tripline.runtime.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Checks the symbolic links of an unpacked tree by following them, since a chain of links that look
/// harmless one by one can lead out.
final class Links {
  private Links() {}

  /// Refuses absolute links, links out of the tree and links to nowhere.
  static void refuseEscapes(Path root) throws IOException, InvalidPackageException {
    Path real = root.toRealPath();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path link : all.filter(Files::isSymbolicLink).toList()) {
        if (Files.readSymbolicLink(link).isAbsolute() || !leadsInto(real, link)) {
          throw InvalidPackageException.cannotUnzip(
              "the link '" + root.relativize(link) + "' leads nowhere inside the package");
        }
      }
    }
  }

  private static boolean leadsInto(Path root, Path link) {
    try {
      return link.toRealPath().startsWith(root);
    } catch (IOException _) {
      return false; // dangling, or a loop
    }
  }
}
