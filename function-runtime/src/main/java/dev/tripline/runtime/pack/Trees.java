package dev.tripline.runtime.pack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.stream.Stream;

/// Directory trees: laid over one another, and removed. Never follows a link.
public final class Trees {
  private Trees() {}

  /// Puts the content of `from` into `into`; what is in the way is replaced, directories are merged.
  ///
  /// @param copy whether files are to be copied; otherwise they are linked, which changes the time of the
  ///     originals
  static void overlay(Path from, Path into, boolean copy) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Path target = into.resolve(from.relativize(directory));
            if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
              Files.deleteIfExists(target);
              Files.createDirectory(target);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path target = into.resolve(from.relativize(file));
            remove(target);
            if (attributes.isSymbolicLink()) {
              Files.createSymbolicLink(target, Files.readSymbolicLink(file));
            } else if (copy) {
              Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
            } else {
              Files.createLink(target, file); // both trees are read-only
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// Makes room for a tree; processes that use it keep its files. Nothing happens if there is none.
  static void moveAway(Path root, Path directory) throws IOException {
    if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      Path away = Files.createTempDirectory(directory, ".old-");
      Files.move(root, away.resolve("tree"));
      remove(away);
    }
  }

  /// Removes a tree, or nothing if there is none.
  public static void remove(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      throw new IOException("could not remove " + root + ", it is left behind", e);
    }
  }
}
