package dev.tripline.store.blob;

import dev.tripline.spi.store.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Blobs as files named by their hash. A file appears whole or not at all: written aside, flushed,
/// renamed, and the directory flushed.
public final class FileBlobStore implements BlobStore {
  private final Path directory;

  public FileBlobStore(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("the directory of blobs cannot be made: " + directory, e);
    }
  }

  @Override
  public String put(byte[] content) {
    String key = BlobKey.of(content);
    Path target = directory.resolve(key);
    if (Files.exists(target)) {
      return key;
    }
    try {
      Path aside = Files.createTempFile(directory, key, ".part");
      try {
        write(aside, content);
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
