package dev.tripline.runtime.image.layer;

import dev.tripline.runtime.image.content.BoundedTar;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.pack.Trees;
import dev.tripline.spi.file.Utf8Path;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/// Writes the entries of one layer into an empty directory that nobody else writes to. Each parent of an
/// entry is looked at without following links and must be a directory, so that nothing is ever written
/// outside. Links are kept as they are: nothing but the function follows them, in its own world.
///
/// Rights are two, as in packages: all may read, and run what anybody may run. Owners, other rights,
/// setuid bits and attributes are left out, and so are devices and pipes: the sandbox has its own.
final class LayerUnpacker {
  private static final int MOST_ENTRIES = 500_000;
  private static final int MOST_IMPLIED = 65_536;

  /// The most names that a path has.
  static final int MOST_DEPTH = 100;

  private static final int MOST_PATH = 2_048;
  private static final int MOST_NAME = 255;
  private static final int MOST_LINK = 4_095;
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final String OF_AUFS = ".wh..wh.";
  private static final long LAST_SECOND = 1L << 33;

  private final LayerTree layer;
  private final TreeSet<String> directories = new TreeSet<>();
  private final TreeSet<String> written = new TreeSet<>();
  private final byte[] buffer = new byte[64 * 1024];
  private long left;
  private final int mostImplied;
  private int entries;
  private int implied;

  private LayerUnpacker(LayerTree layer, long budget, int mostImplied) {
    this.layer = layer;
    this.left = budget;
    this.mostImplied = mostImplied;
    directories.add("");
  }

  /// Reads the tar to the end of its last entry.
  ///
  /// @param layer whose directory is there and empty; takes whiteouts and implied directories
  /// @param budget the most bytes that files may have, holes of sparse ones counted
  /// @return the files, to be made durable
  static List<Path> unpack(BoundedTar tar, LayerTree layer, long budget)
      throws IOException, ImageException {
    return unpack(tar, layer, budget, MOST_IMPLIED);
  }

  /// As above.
  ///
  /// @param mostImplied the most directories that only paths name
  static List<Path> unpack(BoundedTar tar, LayerTree layer, long budget, int mostImplied)
      throws IOException, ImageException {
    LayerUnpacker unpacker = new LayerUnpacker(layer, budget, mostImplied);
    var entries = new LayerEntries(tar);
    tar.header();
    for (TarArchiveEntry entry = next(entries); entry != null; entry = next(entries)) {
      unpacker.count();
      tar.content();
      unpacker.write(entry, entries);
      unpacker.copy(entries, OutputStream.nullOutputStream());
      tar.header();
    }
    tar.content();
    return unpacker.written.stream().map(path -> LayerTree.below(layer.files(), path)).toList();
  }

  /// Directories that only paths name are entries too: each is one on the disk.
  private void count() throws ImageException {
    if (++entries > MOST_ENTRIES) {
      throw ImageException.invalid("A layer has more than " + MOST_ENTRIES + " entries.");
    }
  }

  private void write(TarArchiveEntry entry, TarArchiveInputStream content)
      throws IOException, ImageException {
    List<String> parts = parts(entry.getName());
    if (parts.isEmpty()) {
      return; // the root directory itself
    }
    String name = parts.getLast();
    if (name.startsWith(WHITEOUT)) {
      whiteout(name, String.join("/", parts.subList(0, parts.size() - 1)));
      return;
    }
    if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      return;
    }
    makeParents(parts);
    String path = String.join("/", parts);
    if (entry.isSymbolicLink()) {
      Path target = linkTarget(entry);
      remove(path);
      Files.createSymbolicLink(place(path), target);
    } else if (entry.isLink()) {
      String target = linked(entry);
      if (!target.equals(path)) {
        remove(path);
        Files.createLink(place(path), place(target));
        written.add(path);
      }
    } else if (entry.isDirectory()) {
      directory(path);
    } else {
      remove(path);
      file(entry, content, path);
    }
  }

  private Path place(String path) {
    return LayerTree.below(layer.files(), path);
  }

  private void whiteout(String name, String parent) throws ImageException {
    if (name.equals(OPAQUE)) {
      layer.opaque().add(parent);
    } else if (!name.startsWith(OF_AUFS)) {
      String hidden = name.substring(WHITEOUT.length());
      if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
        throw ImageException.invalid("A layer removes '" + hidden + "'.");
      }
      layer.removed().add(parent.isEmpty() ? hidden : parent + "/" + hidden);
    }
  }

  /// The names on the way to an entry. A path from the root is one in the image.
  static List<String> parts(String path) throws ImageException {
    if (path.length() > MOST_PATH || path.indexOf('\0') >= 0) {
      throw ImageException.invalid("A layer has a path of " + path.length() + " letters.");
    }
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        throw ImageException.invalid("A layer has the path '" + path + "', which leads upwards.");
      }
      if (part.getBytes(StandardCharsets.UTF_8).length > MOST_NAME) {
        throw ImageException.invalid("A layer has a name of more than " + MOST_NAME + " bytes.");
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    if (parts.size() > MOST_DEPTH) {
      throw ImageException.invalid("A layer has a path of more than " + MOST_DEPTH + " names.");
    }
    return parts;
  }

  /// Makes the directories above an entry that the layer has not named before.
  private void makeParents(List<String> parts) throws IOException, ImageException {
    StringBuilder path = new StringBuilder();
    for (String part : parts.subList(0, parts.size() - 1)) {
      String at = path.append(path.isEmpty() ? "" : "/").append(part).toString();
      if (directories.contains(at)) {
        continue;
      }
      if (Files.exists(place(at), LinkOption.NOFOLLOW_LINKS)) {
        throw ImageException.invalid(
            "A layer has the path '"
                + String.join("/", parts)
                + "', whose parent '"
                + at
                + "' is no directory.");
      }
      count();
      if (++implied > mostImplied) {
        throw ImageException.invalid(
            "A layer has more than " + mostImplied + " directories that only paths name.");
      }
      Files.createDirectory(place(at));
      directories.add(at);
      layer.implied().add(at);
    }
  }

  private void directory(String path) throws IOException {
    if (!directories.contains(path)) {
      remove(path);
      Files.createDirectory(place(path));
      directories.add(path);
    }
    layer.implied().remove(path);
  }

  private void file(TarArchiveEntry entry, TarArchiveInputStream content, String path)
      throws IOException, ImageException {
    Path place = place(path);
    try (OutputStream out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW)) {
      copy(content, out);
    }
    // Compiled Python names its source by its time.
    long second = Math.clamp(entry.getLastModifiedTime().to(TimeUnit.SECONDS), 0, LAST_SECOND);
    Files.setLastModifiedTime(place, FileTime.from(second, TimeUnit.SECONDS));
    boolean executable = (entry.getMode() & 0111) != 0;
    Files.setPosixFilePermissions(
        place, PosixFilePermissions.fromString(executable ? "r-xr-xr-x" : "r--r--r--"));
    written.add(path);
  }

  /// The path of a file of this layer that was written before.
  private String linked(TarArchiveEntry entry) throws ImageException {
    String target = String.join("/", parts(entry.getLinkName()));
    if (!written.contains(target)) {
      throw ImageException.invalid(
          "A layer has the hard link '"
              + entry.getName()
              + "' to '"
              + entry.getLinkName()
              + "', which is no file of the layer.");
    }
    return target;
  }

  private static Path linkTarget(TarArchiveEntry entry) throws ImageException {
    String target = entry.getLinkName();
    int bytes = target.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MOST_LINK || target.indexOf('\0') >= 0) {
      throw ImageException.invalid(
          "A layer has the link '" + entry.getName() + "' to a path of " + bytes + " bytes.");
    }
    return Utf8Path.of(target);
  }

  /// What is inside of a directory lies between its path with a slash and with the letter after it.
  private void remove(String path) throws IOException {
    if (directories.contains(path)) {
      for (TreeSet<String> paths : List.of(directories, written)) {
        paths.remove(path);
        paths.subSet(path + "/", path + "0").clear();
      }
      Trees.remove(place(path));
    } else if (Files.deleteIfExists(place(path))) {
      written.remove(path);
    }
  }

  private void copy(TarArchiveInputStream content, OutputStream out)
      throws IOException, ImageException {
    for (int n = read(content); n >= 0; n = read(content)) {
      left -= n;
      if (left < 0) {
        throw new BoundedTar.ExceededException(false);
      }
      out.write(buffer, 0, n);
    }
  }

  private int read(TarArchiveInputStream content) throws IOException, ImageException {
    try {
      return content.read(buffer);
    } catch (BoundedTar.ExceededException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  /// The library also says by unchecked exceptions that a header cannot be understood.
  private static @Nullable TarArchiveEntry next(TarArchiveInputStream entries)
      throws IOException, ImageException {
    try {
      return entries.getNextEntry();
    } catch (BoundedTar.ExceededException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  private static ImageException damaged(Exception e) {
    return new ImageException(
        ImageException.Reason.INVALID, "A layer is damaged: " + e.getMessage(), e);
  }
}
