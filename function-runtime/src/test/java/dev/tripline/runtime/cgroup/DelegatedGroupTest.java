package dev.tripline.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.Patience;
import dev.tripline.runtime.World;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Workers in the kernel's own control groups, where one is delegated to the tests: for instance under
/// `systemd-run --scope -p Delegate=yes`, or in a container that may write its group.
class DelegatedGroupTest {
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // before each test
  private Enforcement enforcement;

  @SuppressWarnings("NullAway.Init") // by each test, in a world of its own
  private Host host;

  @BeforeEach
  void need() {
    enforcement = ControlGroups.here().enforcement();
    if (enforcement.controllers().isEmpty()) {
      System.out.println("Limits by control groups are not tried: " + enforcement.why());
      Assumptions.abort(enforcement.why());
    }
  }

  @AfterEach
  void stop() throws IOException {
    if (host != null) {
      host.close();
      Patience.await("the end of the workers' groups", () -> groups().isEmpty());
    }
  }

  private static List<String> groups() {
    try {
      OwnGroup own =
          OwnGroup.of(
                  Files.readAllLines(Path.of("/proc/self/cgroup")),
                  Files.readAllLines(Path.of("/proc/self/mountinfo")))
              .orElseThrow();
      String mine = "tripline-worker-" + ControlGroups.life(ProcessHandle.current());
      try (Stream<Path> all = Files.list(own.path().resolveSibling(""))) {
        return all.map(path -> path.getFileName().toString())
            .filter(name -> name.startsWith(mine))
            .toList();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void each_worker_has_a_group_with_its_limits(World world) {
    host = new Host(directory, world);
    FunctionSpec looking =
        host.python(
            """
            def handler(event, context):
                with open("/proc/self/cgroup") as groups:
                    return [line.strip() for line in groups if line.startswith("0::")][0]
            """);
    assertThat(host.answer(looking, "{}")).contains("/tripline-worker-");
    assertThat(groups()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void a_thread_more_than_the_limit_is_refused_as_on_lambda(World world) {
    Assumptions.assumeTrue(enforcement.controllers().contains("pids"), "pids is not delegated");
    host = new Host(directory, world);
    FunctionSpec crowding =
        host.python(
            """
            import threading
            def handler(event, context):
                end, threads, said = threading.Event(), [], "never"
                try:
                    for _ in range(1500):
                        thread = threading.Thread(target=end.wait)
                        thread.start()
                        threads.append(thread)
                except RuntimeError as error:
                    said = str(error)
                end.set()
                for thread in threads:
                    thread.join()
                return [said, len(threads) > 900]
            """);
    for (int times = 0; times < 2; times++) {
      assertThat(host.answer(crowding, "{}")).isEqualTo("[\"can't start new thread\", true]");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void memory_beyond_the_limit_ends_a_worker_as_on_lambda(World world) {
    Assumptions.assumeTrue(enforcement.controllers().contains("memory"), "memory is not delegated");
    host = new Host(directory, world);
    FunctionSpec hoarding =
        host.python(
            """
            def handler(event, context):
                kept = []
                while True:
                    kept.append(b"x" * (16 << 20))
            """);
    Outcome outcome = host.run(hoarding, "{}").outcome();
    assertThat(outcome).isInstanceOf(Outcome.Crashed.class);
    assertThat(Host.text(outcome)).contains("Runtime exited with error: signal: killed");
  }
}
