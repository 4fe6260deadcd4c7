package dev.tripline.testkit.image;

import dev.tripline.testkit.process.BashClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Images of this machine's bash and the libraries that it needs, a few megabytes.
public final class ShellImage {
  private static final Path BASH = Path.of("/bin/bash");
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  /// Answers each event by what the command after it prints; `$event` has the event.
  private static final String RUNTIME =
      "#!/bin/bash\n"
          + BashClient.FUNCTIONS
          + """
          while true; do
            call GET invocation/next ''
            event=$body id=$(header Lambda-Runtime-Aws-Request-Id)
            call POST "invocation/$id/response" "$(eval "$1" 2>&1)"
          done
          """;

  private ShellImage() {}

  /// The runtime, as a bash script that takes a command.
  public static String runtime() {
    return RUNTIME;
  }

  /// The lowest layer: bash, its libraries, and a runtime at `/runtime` that takes a command.
  public static LayerDraft base() {
    LayerDraft layer =
        new LayerDraft()
            .directory("bin")
            .directory("etc")
            .directory("var/task")
            .file("etc/hosts", "the image's own")
            .executable("runtime", RUNTIME)
            .symbolicLink("bin/sh", "bash");
    files().forEach(layer::copy);
    return layer;
  }

  private static Set<Path> files() {
    try {
      Process ldd =
          new ProcessBuilder(List.of("ldd", BASH.toString())).redirectErrorStream(true).start();
      String said = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Set<Path> files = new TreeSet<>(Set.of(BASH));
      Matcher library = LIBRARY.matcher(said);
      while (library.find()) {
        files.add(Path.of(library.group(1)));
      }
      if (files.size() < 2 || !files.stream().allMatch(Files::isReadable)) {
        throw new IllegalStateException("ldd says: " + said);
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
