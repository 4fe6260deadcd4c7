package dev.tripline.runtime.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Tries a sandbox on this host: many containers and some distributions forbid namespaces.
public final class SandboxProbe {
  private static final int SECONDS = 30;
  private static final int EXPECTED = 42;
  private static final String VARIABLE = "it's \"here\"";
  private static final List<String> COMMAND =
      List.of("/bin/sh", "-c", "[ \"$PROBE\" = 'it'\\''s \"here\"' ] && exit " + EXPECTED);

  private SandboxProbe() {}

  /// Starts a process in the sandbox; blocks until it has ended.
  ///
  /// @param directory to keep the process's files in
  /// @return why the sandbox does not work, for a log; empty if it works
  public static Optional<String> whyUnusable(Sandbox sandbox, Path directory)
      throws InterruptedException {
    try {
      Path code = Files.createDirectories(directory.resolve("probe-code")).toRealPath();
      Path temporary = Files.createTempDirectory(code.getParent(), "probe-tmp");
      Temporary place =
          sandbox.keepsTemporaryInMemory()
              ? new Temporary.InMemory(1)
              : new Temporary.Directory(temporary);
      var start =
          sandbox.start(
              new Confinement(code, null, code, place, 1, List.of()),
              COMMAND,
              Map.of("PROBE", VARIABLE));
      try {
        return run(start);
      } finally {
        Files.deleteIfExists(temporary);
        if (start.file() != null) {
          Files.deleteIfExists(start.file());
        }
      }
    } catch (IOException e) {
      return Optional.of(e.toString());
    }
  }

  private static Optional<String> run(Sandbox.Start start)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "[ -z \"$0\" ] || exec 4<\"$0\"; exec 3<&0 </dev/null; exec \"$@\"",
                start.filter() == null ? "" : start.filter().toString()));
    line.addAll(start.command());
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().clear();
    Process process = builder.start();
    try {
      try (OutputStream input = process.getOutputStream()) {
        input.write(start.input());
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        return Optional.of("it does not end within " + SECONDS + " s");
      }
      return process.exitValue() == EXPECTED
          ? Optional.empty()
          : Optional.of(
              said.isBlank()
                  ? "exit status " + process.exitValue()
                  : said.lines().findFirst().orElseThrow());
    } finally {
      process.destroyForcibly();
    }
  }
}
