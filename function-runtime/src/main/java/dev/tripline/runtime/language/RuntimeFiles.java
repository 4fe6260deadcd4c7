package dev.tripline.runtime.language;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// Copies what ships inside this module to where a worker process can read it.
final class RuntimeFiles {
  private RuntimeFiles() {}

  /// Replaces the file only if its content differs: a Java cache goes stale by a jar's time.
  static void install(String resource, Path file) {
    try {
      install(read(resource), file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot install " + file, e);
    }
  }

  /// A jar of classes of this class path, the same at every time.
  ///
  /// @param classes without `.class`, with slashes
  static void installJar(List<String> classes, Path file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      try (JarOutputStream jar = new JarOutputStream(bytes)) {
        for (String name : classes) {
          JarEntry entry = new JarEntry(name + ".class");
          entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
          jar.putNextEntry(entry);
          jar.write(read("/" + name + ".class"));
          jar.closeEntry();
        }
      }
      install(bytes.toByteArray(), file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot install " + file, e);
    }
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = RuntimeFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the module lacks its resource " + resource);
      }
      return in.readAllBytes();
    }
  }

  private static void install(byte[] content, Path file) throws IOException {
    if (Files.exists(file) && Arrays.equals(content, Files.readAllBytes(file))) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path fresh = Files.createTempFile(file.getParent(), ".fresh-", "");
    Files.write(fresh, content);
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("r--r--r--"));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
