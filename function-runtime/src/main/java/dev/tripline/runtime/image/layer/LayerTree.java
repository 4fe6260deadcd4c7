package dev.tripline.runtime.image.layer;

import dev.tripline.runtime.pack.DurableFiles;
import dev.tripline.spi.file.Utf8Path;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A layer, unpacked by itself: its files, and what it takes away from the layers below it.
///
/// @param files the directory that holds them
/// @param removed paths in the image that the layers below have and it has not
/// @param opaque directories of which nothing from below is to be seen
/// @param implied directories that only paths in them name: where a layer below has a link to a
///     directory, it stays
/// @param bytes of the tar
public record LayerTree(
    Path files, Set<String> removed, Set<String> opaque, Set<String> implied, long bytes) {
  private static final String FILES = "tree";
  private static final String NOTES = "notes";

  /// A layer that is unpacked at this place; nothing of it is remembered until [#save].
  static LayerTree in(Path home) {
    return new LayerTree(home.resolve(FILES), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), 0);
  }

  public static boolean isAt(Path home) {
    return Files.isRegularFile(home.resolve(NOTES));
  }

  LayerTree withBytes(long counted) {
    return new LayerTree(files, removed, opaque, implied, counted);
  }

  /// Durable when it returns. Names may hold line ends, but no NUL.
  void save() throws IOException {
    StringBuilder notes = new StringBuilder().append(bytes).append('\0');
    removed.forEach(path -> notes.append('-').append(path).append('\0'));
    opaque.forEach(path -> notes.append('=').append(path).append('\0'));
    implied.forEach(path -> notes.append('~').append(path).append('\0'));
    byte[] bytes = notes.toString().getBytes(StandardCharsets.UTF_8);
    DurableFiles.force(List.of(Files.write(files.resolveSibling(NOTES), bytes)));
  }

  public static LayerTree load(Path home) throws IOException {
    String notes = Files.readString(home.resolve(NOTES));
    List<String> parts = new ArrayList<>(List.of(notes.split("\0", -1)));
    LayerTree tree = in(home).withBytes(Long.parseLong(parts.removeFirst()));
    for (String part : parts) {
      String path = part.isEmpty() ? "" : part.substring(1);
      switch (part.isEmpty() ? ' ' : part.charAt(0)) {
        case '-' -> tree.removed().add(path);
        case '=' -> tree.opaque().add(path);
        case '~' -> tree.implied().add(path);
        default -> {}
      }
    }
    return tree;
  }

  /// A path in the image, below a directory of this machine.
  static Path below(Path directory, String path) {
    return path.isEmpty() ? directory : Utf8Path.below(directory, path);
  }
}
