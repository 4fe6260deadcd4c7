package dev.tripline.runtime.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Tells whether trees that were unpacked by this process are as they were: for a host where functions could
/// rewrite them. Safe for many threads.
///
/// A seal is made of each file's place, number, size, rights and time of last change. The kernel sets that
/// time at every change of content, rights, name or links, and nobody but root can turn its clock back, so
/// that content need not be read.
public final class TreeSeals {
  private final Map<Path, byte[]> seals = new ConcurrentHashMap<>();

  /// Remembers the tree as it is.
  void seal(Path tree) throws IOException {
    seals.put(tree, fingerprint(tree));
  }

  /// False if anything in it was changed, added or removed, or it was not unpacked by this process. Reads
  /// the attributes of all files.
  boolean isIntact(Path tree) {
    byte[] sealed = seals.get(tree);
    try {
      return sealed != null && Arrays.equals(sealed, fingerprint(tree));
    } catch (IOException | UncheckedIOException _) {
      return false; // something in it is gone
    }
  }

  private static byte[] fingerprint(Path tree) throws IOException {
    MessageDigest digest = PackageInstaller.sha256();
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            return visitFile(path, attributes);
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            Map<String, Object> found =
                Files.readAttributes(path, "unix:ino,size,mode,ctime", LinkOption.NOFOLLOW_LINKS);
            String line =
                "%s\0%s %s %s %s\0"
                    .formatted(
                        tree.relativize(path),
                        found.get("ino"),
                        found.get("size"),
                        found.get("mode"),
                        found.get("ctime"));
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            return FileVisitResult.CONTINUE;
          }
        });
    return digest.digest();
  }
}
