package dev.tripline.runtime.language;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a program of the host a question, once, when a runtime is first looked for.
final class Interpreter {
  private static final Logger LOG = LoggerFactory.getLogger(Interpreter.class);
  private static final int SECONDS = 20;

  private Interpreter() {}

  /// The lines the command prints; empty if it is not there or fails.
  static Optional<List<String>> ask(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      try {
        byte[] answer = process.getInputStream().readAllBytes();
        boolean ok = process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        return ok
            ? Optional.of(new String(answer, StandardCharsets.UTF_8).lines().toList())
            : Optional.empty();
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      LOG.debug("{} is not on this host: {}", command[0], e.getMessage());
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
