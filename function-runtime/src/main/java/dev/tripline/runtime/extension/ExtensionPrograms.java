package dev.tripline.runtime.extension;

import dev.tripline.runtime.language.Launch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The programs in `/opt/extensions` of a function, which start before its runtime.
public final class ExtensionPrograms {
  /// The exit status of a worker one of whose extensions ended before it was told to.
  public static final int CRASHED = 217;

  private static final String SCRIPT = script();

  private ExtensionPrograms() {}

  private static String script() {
    try (InputStream in = ExtensionPrograms.class.getResourceAsStream("/extension/extensions.sh")) {
      return new String(
          Objects.requireNonNull(in, "extensions.sh").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the start of extensions cannot be read", e);
    }
  }

  /// The names of the files there, sorted.
  ///
  /// @param opt the directory that the function sees as `/opt`
  public static List<String> in(Path opt) throws IOException {
    Path directory = opt.resolve("extensions");
    if (!Files.isDirectory(opt, LinkOption.NOFOLLOW_LINKS)
        || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /// The start of a runtime, with the extensions before it.
  ///
  /// @param names of the extensions
  /// @param opt as the function sees it
  public static Launch before(Launch launch, List<String> names, Path opt, Gate gate) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "extensions"));
    command.add(gate.path().toString());
    command.add(Integer.toString(names.size()));
    names.forEach(name -> command.add(opt.resolve("extensions").resolve(name).toString()));
    command.addAll(launch.command());
    List<Path> readable = new ArrayList<>(launch.readable());
    readable.add(gate.directory());
    return new Launch(command, launch.searchPaths(), readable);
  }
}
