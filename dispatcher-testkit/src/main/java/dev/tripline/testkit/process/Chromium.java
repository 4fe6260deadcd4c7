package dev.tripline.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A real browser without a window, that calls nobody by itself.
public final class Chromium {
  public static final Path PROGRAM = Path.of("/usr/bin/chromium");

  /// Flags with which it opens no window and calls nobody.
  public static final List<String> QUIET =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private Chromium() {}

  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /// Starts it at an address, with a new profile.
  ///
  /// @param directory for its files; it is the browser's home
  /// @param flags beside those that every start has
  public static ServerProcess start(Path directory, String address, String... flags)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(PROGRAM.toString());
    command.addAll(QUIET);
    command.add("--user-data-dir=" + Files.createTempDirectory(directory, "profile"));
    command.addAll(List.of(flags));
    command.add(address);
    return ServerProcess.launch(
        "chromium",
        Files.createTempDirectory(directory, "browser"),
        command,
        Map.of("HOME", directory.toString()));
  }
}
