package dev.tripline.cli.function;

import dev.tripline.cli.session.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Code as a zip: a file as it is, a directory packed. The same directory gives the same bytes: entries
/// are sorted and have one time and one of two modes. Links are followed; what tools keep for themselves
/// (`.git`, `.aws-sam`, `.serverless`) is left out.
public final class PackageFile {
  /// Above every limit of a dispatcher; what it takes, it says itself.
  static final long MOST_BYTES = 256L << 20;

  private static final long MOST_UNPACKED = 1024L << 20;
  private static final int MOST_FILES = 100_000;
  private static final Set<String> TOOLS = Set.of(".git", ".aws-sam", ".serverless");
  private static final FileTime TIME = FileTime.fromMillis(315_619_200_000L);

  private PackageFile() {}

  /// @throws UsageException if it is neither a zip nor a directory, or too large
  public static byte[] read(Path code) {
    try {
      if (Files.isDirectory(code)) {
        return packed(code);
      }
      if (!Files.isRegularFile(code)) {
        throw new UsageException("there is no file or directory " + code);
      }
      return bytes(code);
    } catch (IOException e) {
      throw new UncheckedIOException(code + " cannot be read", e);
    }
  }

  /// A zip of one file.
  public static byte[] of(String name, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry(name);
      entry.setLastModifiedTime(TIME);
      zip.putNextEntry(entry);
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(Path zip) throws IOException {
    if (Files.size(zip) > MOST_BYTES) {
      throw new UsageException(zip + " has more than 256 MB");
    }
    byte[] bytes = Files.readAllBytes(zip);
    if (bytes.length < 4 || bytes[0] != 'P' || bytes[1] != 'K') {
      throw new UsageException(zip + " is no zip file");
    }
    return bytes;
  }

  private static byte[] packed(Path directory) throws IOException {
    List<Path> files = files(directory);
    Path folder = Files.createTempDirectory("tripline-");
    Path zip = folder.resolve("code.zip");
    try {
      URI uri = URI.create("jar:" + zip.toUri());
      Map<String, ?> settings = Map.of("create", true, "enablePosixFileAttributes", true);
      try (FileSystem packed = FileSystems.newFileSystem(uri, settings)) {
        for (Path file : files) {
          add(file, packed.getPath("/" + directory.relativize(file)));
        }
      }
      return bytes(zip);
    } finally {
      Files.deleteIfExists(zip);
      Files.delete(folder);
    }
  }

  /// Sorted by their names.
  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
      List<Path> files =
          all.filter(file -> !isOfATool(directory.relativize(file)))
              .filter(Files::isRegularFile)
              .limit(MOST_FILES + 1L)
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new UsageException(directory + " has no files");
      }
      long bytes = 0;
      for (Path file : files) {
        bytes += Files.size(file);
      }
      if (files.size() > MOST_FILES || bytes > MOST_UNPACKED) {
        throw new UsageException(directory + " has more than 1 GB or 100,000 files");
      }
      return files;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean isOfATool(Path relative) {
    return TOOLS.contains(relative.getName(0).toString());
  }

  private static void add(Path file, Path entry) throws IOException {
    Path folder = entry.getParent();
    if (folder != null && !Files.exists(folder)) {
      Files.createDirectories(folder);
      for (Path made = folder; made != null && made.getNameCount() > 0; made = made.getParent()) {
        setTimes(made);
      }
    }
    Files.copy(file, entry);
    String mode = Files.isExecutable(file) ? "rwxr-xr-x" : "rw-r--r--";
    Files.setAttribute(entry, "zip:permissions", PosixFilePermissions.fromString(mode));
    setTimes(entry);
  }

  /// All of them: an entry has the times of its last reading and of its making too.
  private static void setTimes(Path entry) throws IOException {
    Files.getFileAttributeView(entry, BasicFileAttributeView.class).setTimes(TIME, TIME, TIME);
  }
}
