package dev.tripline.runtime.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Packs the classes and resources of a function into a jar that stands for their directory.
final class FunctionJar {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  /// In a directory nobody looks at signatures, and at nothing in a manifest.
  private static final Pattern OF_A_JAR =
      Pattern.compile("META-INF/(MANIFEST\\.MF|[^/]+\\.(SF|RSA|DSA|EC))");

  private static final Pattern LIBRARY = Pattern.compile("lib/[^/]+\\.jar");
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private FunctionJar() {}

  /// The jars in `lib` are left out, and so are links.
  static void write(Path taskRoot, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      zip.putNextEntry(entry(MANIFEST));
      zip.write("Manifest-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      Files.walkFileTree(taskRoot, new Walk(taskRoot, zip));
    }
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    return entry;
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final ZipOutputStream zip;

    Walk(Path root, ZipOutputStream zip) {
      this.root = root;
      this.zip = zip;
    }

    /// Libraries that look for classes by their package need the directories too.
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (!directory.equals(root)) {
        zip.putNextEntry(entry(name(directory) + "/"));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String name = name(file);
      if (attributes.isRegularFile()
          && !LIBRARY.matcher(name).matches()
          && !OF_A_JAR.matcher(name.toUpperCase(Locale.ROOT)).matches()) {
        zip.putNextEntry(entry(name));
        Files.copy(file, zip);
      }
      return FileVisitResult.CONTINUE;
    }

    private String name(Path path) {
      return root.relativize(path).toString();
    }
  }
}
