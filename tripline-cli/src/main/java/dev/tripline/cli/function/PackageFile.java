package dev.tripline.cli.function;

import dev.tripline.cli.session.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Code as a zip: a file as it is, a directory packed. The same directory gives the same bytes: entries
/// are sorted and have one time and one of two modes.
public final class PackageFile {
  /// Above every limit of a dispatcher; what it takes, it says itself.
  static final int MOST_BYTES = 256 << 20;

  private static final FileTime TIME = FileTime.fromMillis(315_619_200_000L);

  private PackageFile() {}

  /// Links in a directory are followed wherever they lead.
  ///
  /// @throws UsageException if it is neither a zip nor a directory, or too large
  public static byte[] read(Path code) {
    return read(code, PackedFiles::all);
  }

  /// As [#read], but links that lead out of a directory are left out, and what is not chosen.
  ///
  /// @param choice whether a file is packed, by its path in the directory
  /// @throws UsageException if it is neither a zip nor a directory, or too large
  public static byte[] readWithin(Path code, Predicate<Path> choice) {
    return read(code, directory -> PackedFiles.within(directory, choice));
  }

  /// The files of a directory that are packed.
  private interface Choice {
    PackedFiles of(Path directory) throws IOException;
  }

  private static byte[] read(Path code, Choice choice) {
    try {
      return isDirectory(code) ? packed(code, choice.of(code)) : bytes(code);
    } catch (IOException e) {
      throw new UncheckedIOException(code + " cannot be read", e);
    }
  }

  /// The links that [#readWithin] leaves out. Looks at the files without reading them.
  ///
  /// @throws UsageException if it is neither a zip nor a directory, or too large
  public static List<Path> linksOutOf(Path code, Predicate<Path> choice) {
    try {
      if (isDirectory(code)) {
        return PackedFiles.within(code, choice).outside();
      }
      requireZip(code);
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(code + " cannot be read", e);
    }
  }

  /// @return false for a regular file
  private static boolean isDirectory(Path code) {
    if (!Files.exists(code)) {
      throw new UsageException("there is no file or directory " + code);
    }
    boolean directory = Files.isDirectory(code);
    if (!directory && !Files.isRegularFile(code)) {
      throw new UsageException(code + " is neither a directory nor a regular file");
    }
    return directory;
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
    requireZip(zip);
    try (InputStream in = Files.newInputStream(zip)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      requireSize(zip, bytes.length);
      return bytes;
    }
  }

  private static void requireZip(Path zip) throws IOException {
    requireSize(zip, Files.size(zip));
    try (InputStream in = Files.newInputStream(zip)) {
      byte[] head = in.readNBytes(4);
      if (head.length < 4 || head[0] != 'P' || head[1] != 'K') {
        throw new UsageException(zip + " is no zip file");
      }
    }
  }

  private static void requireSize(Path zip, long bytes) {
    if (bytes > MOST_BYTES) {
      throw new UsageException(zip + " has more than 256 MB");
    }
  }

  private static byte[] packed(Path directory, PackedFiles files) throws IOException {
    Path folder = Files.createTempDirectory("tripline-");
    Path zip = folder.resolve("code.zip");
    try {
      URI uri = URI.create("jar:" + zip.toUri());
      Map<String, ?> settings = Map.of("create", true, "enablePosixFileAttributes", true);
      try (FileSystem packed = FileSystems.newFileSystem(uri, settings)) {
        for (Path file : files.files()) {
          add(file, packed.getPath("/" + directory.relativize(file)));
        }
      }
      return bytes(zip);
    } finally {
      Files.deleteIfExists(zip);
      Files.delete(folder);
    }
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
