package dev.tripline.runtime.pool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The private `/tmp` directories of workers, below one directory per dispatcher process.
public final class Temporaries {
  private static final Logger LOG = LoggerFactory.getLogger(Temporaries.class);

  private final Path root;
  private final AtomicLong numbers = new AtomicLong();

  /// Clears away what dispatchers left that were killed.
  public Temporaries(Path directory) {
    long self = ProcessHandle.current().pid();
    this.root = directory.resolve(self + "-" + Integer.toHexString(System.identityHashCode(this)));
    try {
      Files.createDirectories(directory);
      try (Stream<Path> all = Files.list(directory)) {
        all.filter(Temporaries::isLeftOver).forEach(Temporaries::remove);
      }
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new UncheckedIOException("no place for the workers' /tmp in " + directory, e);
    }
  }

  Path create() throws IOException {
    return Files.createDirectory(root.resolve(Long.toString(numbers.incrementAndGet())));
  }

  public void removeAll() {
    remove(root);
  }

  static void remove(Path tree) {
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path directory, @org.jspecify.annotations.Nullable IOException failure)
                throws IOException {
              Files.deleteIfExists(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException _) {
      return; // someone else was faster
    } catch (IOException e) {
      LOG.warn("{} stays behind; the next start clears it away", tree, e);
    }
  }

  private static boolean isLeftOver(Path directory) {
    String name = directory.getFileName().toString();
    int dash = name.indexOf('-');
    if (dash <= 0 || !name.substring(0, dash).matches("\\d{1,10}")) {
      return false;
    }
    return ProcessHandle.of(Long.parseLong(name.substring(0, dash))).isEmpty();
  }
}
