package dev.tripline.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Servers and peers that are written for Node come from npm.
public final class NpmPackages {
  private NpmPackages() {}

  /// Why installed packages cannot be run here; empty if they can.
  public static Optional<String> whyNoNode() {
    String path = System.getenv().getOrDefault("PATH", "");
    return List.of(path.split(":", -1)).stream()
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "node")))
        ? Optional.empty()
        : Optional.of("node is not on this host");
  }

  /// Installs into a directory what its `package.json` names, and more. Blocks until it is done.
  ///
  /// @param more names with versions
  /// @return why that is not possible here; empty if it was done
  public static Optional<String> install(Path directory, String... more)
      throws InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--loglevel=error"));
    command.addAll(List.of(more));
    try {
      Process npm =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("npm.log").toFile())
              .start();
      return npm.waitFor() == 0
          ? Optional.empty()
          : Optional.of("npm could not install it; see " + directory.resolve("npm.log"));
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
