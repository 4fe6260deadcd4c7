package dev.tripline.runtime.image.layer;

import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.pack.Trees;
import dev.tripline.spi.file.Utf8Path;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The root file system of an image, made of hard links to the files of its layers.
///
/// A layer may lead paths through the links of those below it, and so replace a directory in which the
/// next file of it would be written. Before every write and removal, each directory on the way from the
/// root is looked at without following links.
public final class ImageTree {
  private static final List<String> MOUNTED = List.of("dev", "proc", "tmp");
  private static final List<String> MOUNTED_FILES = List.of("hosts", "resolv.conf");
  private static final int MOST_DEPTH = LayerUnpacker.MOST_DEPTH;

  private ImageTree() {}

  /// Lays the layers over each other, the lowest first.
  ///
  /// @param root an empty directory that nobody else writes to
  public static void merge(List<LayerTree> layers, Path root) throws IOException, ImageException {
    for (LayerTree layer : layers) {
      for (String path : layer.opaque()) {
        Optional<Path> directory = real(root, path);
        if (directory.isPresent()
            && Files.isDirectory(directory.get(), LinkOption.NOFOLLOW_LINKS)) {
          clear(directory.get());
        }
      }
      for (String path : layer.removed()) {
        Optional<Path> place = real(root, path);
        if (place.isPresent()) {
          Trees.remove(place.get());
        }
      }
      try {
        Files.walkFileTree(layer.files(), new Overlay(layer, root));
      } catch (NoPlaceException e) {
        throw new ImageException(ImageException.Reason.INVALID, String.valueOf(e.getMessage()), e);
      }
    }
    prepareMounts(root);
  }

  /// The place of a path whose parents are directories, not links.
  private static Optional<Path> real(Path root, String path) {
    Path at = root;
    for (String part : path.isEmpty() ? new String[0] : path.split("/", -1)) {
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      at = Utf8Path.below(at, part);
    }
    return Optional.of(at);
  }

  /// Whether a directory is in the root and there are no links on the way to it.
  private static boolean isReal(Path root, Path directory) {
    if (!directory.startsWith(root)) {
      return false;
    }
    Path at = root;
    for (Path part : root.relativize(directory)) {
      at = at.resolve(part);
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  private static void clear(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Trees.remove(entry);
      }
    }
  }

  /// The sandbox mounts over these. None may be a link, which the mount would follow out of the root.
  private static void prepareMounts(Path root) throws IOException, ImageException {
    for (String name : MOUNTED) {
      Path place = root.resolve(name);
      Trees.remove(place);
      Files.createDirectory(place);
    }
    Path etc = root.resolve("etc");
    if (!Files.exists(etc, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(etc);
    } else if (!Files.isDirectory(etc, LinkOption.NOFOLLOW_LINKS)) {
      throw ImageException.invalid("/etc of the image is no directory.");
    }
    for (String name : MOUNTED_FILES) {
      Path place = etc.resolve(name);
      Trees.remove(place);
      Files.createFile(place); // another file than the layer's, which other images have too
    }
  }

  /// A layer has a path that can have no place.
  private static final class NoPlaceException extends IOException {
    NoPlaceException(String message) {
      super(message);
    }
  }

  private static final class Overlay extends SimpleFileVisitor<Path> {
    private final LayerTree layer;
    private final Map<Path, Path> places = new HashMap<>();
    private final Path root;

    Overlay(LayerTree layer, Path root) {
      this.layer = layer;
      this.root = root;
      places.put(layer.files(), root);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
        throws IOException {
      if (directory.equals(layer.files())) {
        return FileVisitResult.CONTINUE;
      }
      Path target = target(directory);
      if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        Optional<Path> linked = followed(directory, target);
        if (linked.isPresent()) {
          target = linked.get();
        } else {
          Files.deleteIfExists(target);
          Files.createDirectory(target);
        }
      }
      places.put(directory, target);
      return FileVisitResult.CONTINUE;
    }

    /// The directory to which a link of a lower layer leads, where this one only has paths through it.
    private Optional<Path> followed(Path directory, Path target) throws IOException {
      String path = path(directory);
      if (!layer.implied().contains(path) || !Files.isSymbolicLink(target)) {
        return Optional.empty();
      }
      return InRoot.resolve(root, root.relativize(target).toString())
          .filter(found -> Files.isDirectory(found, LinkOption.NOFOLLOW_LINKS));
    }

    private String path(Path directory) {
      StringBuilder path = new StringBuilder();
      for (Path part : layer.files().relativize(directory)) {
        path.append(path.isEmpty() ? "" : "/").append(Utf8Path.name(part).orElse(""));
      }
      return path.toString();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path target = target(file);
      Trees.remove(target);
      places.values().removeIf(place -> place.startsWith(target));
      if (attributes.isSymbolicLink()) {
        Files.createSymbolicLink(target, Files.readSymbolicLink(file));
      } else {
        link(file, target);
      }
      return FileVisitResult.CONTINUE;
    }

    /// A file has only so many names on some file systems.
    private static void link(Path file, Path target) throws IOException {
      try {
        Files.createLink(target, file);
      } catch (FileSystemException | UnsupportedOperationException _) {
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      places.remove(directory);
      return super.postVisitDirectory(directory, failure);
    }

    /// A place whose directory is real now: paths of the same layer may have replaced it meanwhile.
    private Path target(Path source) throws IOException {
      Path parent = places.get(source.getParent());
      if (parent == null || !isReal(root, parent)) {
        throw new NoPlaceException(
            "A layer has the path '" + path(source) + "' in a directory that it replaces itself.");
      }
      if (root.relativize(parent).getNameCount() >= MOST_DEPTH) {
        throw new NoPlaceException(
            "The path '" + path(source) + "' lies deeper than " + MOST_DEPTH + " directories.");
      }
      return parent.resolve(source.getFileName());
    }
  }
}
