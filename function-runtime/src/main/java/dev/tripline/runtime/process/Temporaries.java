package dev.tripline.runtime.process;

import dev.tripline.runtime.pack.Staging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The private `/tmp` directories of workers that have none in memory, below one directory per dispatcher
/// process. Other users of this host cannot look into them.
public final class Temporaries {
  private static final Logger LOG = LoggerFactory.getLogger(Temporaries.class);

  private static final int PASSES = 3;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private final Path root;
  private final AtomicLong numbers = new AtomicLong();

  /// Clears away what dispatchers left that were killed.
  public Temporaries(Path directory) {
    try {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      try (Stream<Path> all = Files.list(directory)) {
        all.filter(Staging::isLeftOver).forEach(Temporaries::remove);
      }
      this.root = Staging.create(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("no place for the workers' /tmp in " + directory, e);
    }
  }

  /// An empty directory that only this process may use.
  public Path create() throws IOException {
    return Files.createDirectory(
        root.resolve(Long.toString(numbers.incrementAndGet())),
        PosixFilePermissions.asFileAttribute(OWNER_ONLY));
  }

  /// A place of this name beside the workers' directories; it is not made.
  public Path reserve(String name) {
    return root.resolve(name);
  }

  public void removeAll() {
    remove(root);
  }

  /// Removes a tree however its owner left it: without rights on its own directories, or deeper than a
  /// path may be long.
  public static void remove(Path tree) {
    try {
      for (int pass = 1; Files.exists(tree, LinkOption.NOFOLLOW_LINKS); pass++) {
        try {
          flatten(tree);
        } catch (DirectoryNotEmptyException e) {
          if (pass == PASSES) {
            throw e;
          }
          LOG.debug("{} is still being written to by a process that ends", tree);
        }
      }
    } catch (NoSuchFileException _) {
      return; // someone else was faster
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("{} stays behind; the next start clears it away", tree, e);
    }
  }

  /// Every directory inside is moved up beside the others before its content is removed, so that no path
  /// is ever longer than two names.
  private static void flatten(Path tree) throws IOException {
    String prefix = ".removed-" + UUID.randomUUID() + "-";
    Deque<Path> open = new ArrayDeque<>();
    open.add(tree);
    for (int number = 0; !open.isEmpty(); ) {
      Path directory = open.remove();
      Files.setPosixFilePermissions(directory, OWNER_ONLY);
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(entry);
          } else if (!entry.getFileName().toString().startsWith(prefix)) {
            Path moved = tree.resolve(prefix + number++);
            Files.setPosixFilePermissions(entry, OWNER_ONLY); // to give it another parent
            open.add(Files.move(entry, moved, StandardCopyOption.ATOMIC_MOVE));
          }
        }
      }
      if (!directory.equals(tree)) {
        Files.deleteIfExists(directory);
      }
    }
    Files.deleteIfExists(tree);
  }
}
