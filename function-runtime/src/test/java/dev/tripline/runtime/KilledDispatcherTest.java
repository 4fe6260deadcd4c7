package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A dispatcher that is killed leaves no worker behind, nor what a worker has started.
class KilledDispatcherTest {
  @TempDir Path directory;

  /// The dispatcher that is killed: one function runs and has a child process.
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) {
      World world = World.valueOf(arguments[1]);
      Host host = new Host(Path.of(arguments[0]), world);
      FunctionSpec function =
          host.draft("python3.12", "index.handler")
              .file(
                  "index.py",
                  """
                  import subprocess, time
                  def handler(event, context):
                      if event:
                          time.sleep(1000)
                      subprocess.Popen(["sleep", "1000"])
                      return "ready"
                  """)
              .environment("MARK", arguments[0])
              .timeout(Duration.ofMinutes(10))
              .spec();
      IO.println(host.answer(function, "false"));
      host.run(function, "true");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void killed_dispatcher_leaves_no_process(World world) throws Exception {
    Process victim =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                directory.toString(),
                world.name())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.equals("\"ready\"")) {
        line = out.readLine();
      }
      assertThat(line).isEqualTo("\"ready\"");
      assertThat(workers()).isPositive();
    } finally {
      victim.destroyForcibly().waitFor();
    }
    Patience.await("the workers' end", () -> workers() == 0);
  }

  /// Processes with the mark in their environment, which children inherit.
  private long workers() {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(process -> process.getFileName().toString().matches("\\d+"))
          .filter(this::isMarked)
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isMarked(Path process) {
    try {
      return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1)
          .contains("MARK=" + directory);
    } catch (IOException _) {
      return false;
    }
  }
}
