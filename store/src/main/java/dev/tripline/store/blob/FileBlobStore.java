package dev.tripline.store.blob;

import dev.tripline.spi.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Blobs as files named by their hash. A file appears whole or not at all: written aside, flushed,
/// renamed, and the directory flushed.
public final class FileBlobStore implements BlobStore {
  /// What a put that was cut short leaves behind.
  private static final String PART = ".part";

  private final Path directory;
  private final InstantSource clock;
  private final Lock lock = new ReentrantLock();

  public FileBlobStore(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException("the directory of blobs cannot be made: " + directory, e);
    }
  }

  @Override
  public String put(byte[] content) {
    String key = BlobKey.of(content);
    Path target = directory.resolve(key);
    try {
      if (isThere(target)) {
        return key;
      }
      Path aside = Files.createTempFile(directory, key, PART);
      try {
        write(aside, content);
        Files.setLastModifiedTime(aside, FileTime.from(clock.instant()));
        Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
      flushDirectory();
      return key;
    } catch (IOException e) {
      throw new UncheckedIOException("blob " + key + " cannot be written; nothing was kept", e);
    }
  }

  @Override
  public Optional<InputStream> open(String key) {
    try {
      return Optional.of(Files.newInputStream(directory.resolve(BlobKey.checked(key))));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("blob " + key + " cannot be read", e);
    }
  }

  @Override
  public void delete(String key) {
    try {
      Files.deleteIfExists(directory.resolve(BlobKey.checked(key)));
    } catch (IOException e) {
      throw new UncheckedIOException("blob " + key + " cannot be removed; it stays", e);
    }
  }

  @Override
  public int removeUnused(Duration age, Supplier<Set<String>> used) {
    Instant before = clock.instant().minus(age);
    try {
      List<Path> old = new ArrayList<>();
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          if (isOlder(file, before)) {
            old.add(file);
          }
        }
      }
      if (old.isEmpty()) {
        return 0;
      }
      Set<String> named = used.get();
      int removed = 0;
      for (Path file : old) {
        String name = file.getFileName().toString();
        if ((name.endsWith(PART) || BlobKey.isKey(name))
            && !named.contains(name)
            && removeOlder(file, before)) {
          removed++;
        }
      }
      return removed;
    } catch (IOException | DirectoryIteratorException e) {
      throw new IllegalStateException("unused blobs cannot be removed from " + directory, e);
    }
  }

  /// One that is there counts as put now.
  private boolean isThere(Path target) throws IOException {
    lock.lock();
    try {
      if (!Files.exists(target)) {
        return false;
      }
      Files.setLastModifiedTime(target, FileTime.from(clock.instant()));
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean removeOlder(Path file, Instant before) throws IOException {
    lock.lock();
    try {
      return isOlder(file, before) && Files.deleteIfExists(file);
    } finally {
      lock.unlock();
    }
  }

  private static boolean isOlder(Path file, Instant before) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(before);
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  private void flushDirectory() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
