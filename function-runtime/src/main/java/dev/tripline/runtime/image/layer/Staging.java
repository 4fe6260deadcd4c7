package dev.tripline.runtime.image.layer;

import dev.tripline.runtime.pack.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Directories in which something is made before it is moved to its place, and to which something is
/// moved before it is removed. Each is named after its process.
public final class Staging {
  private Staging() {}

  public static Path create(Path staging) throws IOException {
    return Files.createTempDirectory(staging, ProcessHandle.current().pid() + "-");
  }

  /// Moves a tree away at once, and removes it then; nothing if there is none.
  public static void remove(Path tree, Path staging) throws IOException {
    if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      Path away = create(staging);
      Files.move(tree, away.resolve("removed"));
      Trees.remove(away);
    }
  }

  /// Removes what processes have left that are gone.
  public static void clear(Path staging) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.list(staging)) {
      all = found.toList();
    }
    for (Path each : all) {
      String pid = String.valueOf(each.getFileName()).split("-", 2)[0];
      if (pid.matches("\\d{1,10}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
        Trees.remove(each);
      }
    }
  }
}
