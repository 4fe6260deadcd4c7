package dev.tripline.runtime.image.layer;

import dev.tripline.spi.file.Utf8Path;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Paths as a process sees them whose root a directory of this machine is: links, absolute ones too, lead
/// nowhere outside.
public final class InRoot {
  private static final int MOST_LINKS = 40; // as the kernel

  private InRoot() {}

  /// The place of a file or directory, without any link on the way or at the end; empty if there is none.
  public static Optional<Path> resolve(Path root, String path) throws IOException {
    Deque<String> left = new ArrayDeque<>(List.of(path.split("/", -1)));
    Path at = root;
    int links = 0;
    while (!left.isEmpty()) {
      String part = left.removeFirst();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        at = at.equals(root) ? root : Objects.requireNonNull(at.getParent());
        continue;
      }
      Path next = Utf8Path.below(at, part);
      if (Files.isSymbolicLink(next)) {
        if (++links > MOST_LINKS) {
          return Optional.empty();
        }
        String target = Files.readSymbolicLink(next).toString();
        at = target.startsWith("/") ? root : at;
        List.of(target.split("/", -1)).reversed().forEach(left::addFirst);
      } else if (Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
        at = next;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(at);
  }

  /// Makes a directory for a mount; nothing if a link or a file is on the way. Others may make it too.
  ///
  /// @return whether it is there
  public static boolean directory(Path root, Path path) throws IOException {
    Path at = root;
    for (Path part : path) {
      at = at.resolve(part);
      try {
        Files.createDirectory(at);
      } catch (FileAlreadyExistsException _) {
        if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
          return false;
        }
      }
    }
    return true;
  }
}
