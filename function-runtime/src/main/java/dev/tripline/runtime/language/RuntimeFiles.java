package dev.tripline.runtime.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Copies what ships inside this module to where a worker process can read it.
final class RuntimeFiles {
  private RuntimeFiles() {}

  /// Replaces the file only if its content differs: a Java cache goes stale by a jar's time.
  static void install(String resource, Path file) {
    try (InputStream in = RuntimeFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the module lacks its resource " + resource);
      }
      byte[] content = in.readAllBytes();
      if (Files.exists(file) && java.util.Arrays.equals(content, Files.readAllBytes(file))) {
        return;
      }
      Files.createDirectories(file.getParent());
      Path fresh = Files.createTempFile(file.getParent(), ".fresh-", "");
      Files.write(fresh, content);
      Files.setPosixFilePermissions(
          fresh, java.nio.file.attribute.PosixFilePermissions.fromString("r--r--r--"));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot install " + file, e);
    }
  }
}
