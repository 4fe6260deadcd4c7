package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerLifeTest {
  /// Sleeps as many seconds as the event says, and answers its process id as the host sees it.
  private static final String SLEEPER =
      """
      import time
      def handler(event, context):
          time.sleep(event)
          return event
      """;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test, with settings of its own
  private Host host;

  @AfterEach
  void stop() {
    host.close();
  }

  private static RuntimeSettings.Pool pool(int concurrency, long budgetMb, Duration idle) {
    return new RuntimeSettings.Pool(
        concurrency, Duration.ofMillis(10), budgetMb << 20, idle, Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "OFF"})
  void memory_limit_ends_the_worker(SandboxMode mode) {
    host = new Host(directory, settings -> settings.withSandbox(mode));
    FunctionSpec greedy =
        host.draft("python3.12", "index.handler")
            .file(
                "index.py",
                """
                import time
                def handler(event, context):
                    kept = bytearray(event * 1024 * 1024)
                    time.sleep(1)
                    return len(kept)
                """)
            .memoryMb(128)
            .spec();
    assertThat(Host.text(host.run(greedy, "300").outcome()))
        .contains("\"Runtime.ExitError\"", "Runtime exited with error: signal: killed");
    assertThat(host.answer(greedy, "64")).isEqualTo("67108864");
  }

  @Test
  void overfull_tmp_ends_the_worker_and_is_emptied() {
    host = new Host(directory);
    FunctionSpec hoarder =
        host.python(
            """
            import os, time
            def handler(event, context):
                before = os.listdir("/tmp")
                if event:
                    with open("/tmp/hoard", "wb") as file:
                        file.truncate(600 * 1024 * 1024)
                    time.sleep(5)
                return before
            """);
    assertThat(host.answer(hoarder, "true")).contains("signal: killed");
    assertThat(host.answer(hoarder, "false")).isEqualTo("[]");
  }

  @Test
  void concurrency_beyond_the_account_limit_is_throttled() throws Exception {
    host = new Host(directory, s -> s.withPool(pool(2, 8192, Duration.ofMinutes(1))));
    FunctionSpec sleeper = host.python(SLEEPER);
    List<Outcome> outcomes = runAtOnce(sleeper, "1", 3);
    assertThat(outcomes).filteredOn(Outcome.Succeeded.class::isInstance).hasSize(2);
    assertThat(outcomes)
        .filteredOn(Outcome.Throttled.class::isInstance)
        .containsExactly(new Outcome.Throttled("ConcurrentInvocationLimitExceeded", null));
  }

  @Test
  void memory_budget_stops_idle_workers_of_others_first_and_then_throttles() throws Exception {
    host = new Host(directory, s -> s.withPool(pool(100, 600, Duration.ofMinutes(1))));
    FunctionSpec first = host.python(SLEEPER);
    FunctionSpec second = host.python(SLEEPER);
    assertThat(runAtOnce(first, "0.5", 2)).allMatch(Outcome.Succeeded.class::isInstance);
    assertThat(runAtOnce(second, "0.5", 2)).allMatch(Outcome.Succeeded.class::isInstance);
    assertThat(runAtOnce(second, "0.5", 3))
        .filteredOn(Outcome.Throttled.class::isInstance)
        .hasSize(1);
  }

  @Test
  void idle_worker_is_stopped_and_the_next_call_starts_another() {
    host = new Host(directory, s -> s.withPool(pool(100, 8192, Duration.ofMillis(300))));
    FunctionSpec function = host.python(SLEEPER);
    assertThat(host.answer(function, "0")).isEqualTo("0");
    await(() -> workers(function) == 0);
    assertThat(host.answer(function, "0")).isEqualTo("0");
  }

  @Test
  void retired_key_ends_its_invocations_and_its_workers() throws Exception {
    host = new Host(directory);
    FunctionSpec function = host.python(SLEEPER);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> running = threads.submit(() -> host.answer(function, "1"));
      await(() -> workers(function) > 0);
      host.runtime.retire(function.key());
      assertThat(running.get()).isEqualTo("1");
    }
    await(() -> workers(function) == 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "OFF"})
  void close_lets_running_invocations_end_and_leaves_no_process(SandboxMode mode) throws Exception {
    host = new Host(directory, settings -> settings.withSandbox(mode));
    FunctionSpec function =
        host.python(
            """
            import subprocess, time
            def handler(event, context):
                subprocess.Popen(["sleep", "1000"])
                time.sleep(event)
                return event
            """);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> running = threads.submit(() -> host.answer(function, "1"));
      await(() -> workers(function) > 0);
      LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
      host.close();
      assertThat(running.get()).isEqualTo("1");
    }
    await(() -> workers(function) == 0);
    assertThat(host.run(function, "0").outcome()).isInstanceOf(Outcome.Unreachable.class);
  }

  @Test
  void sequence_of_calls_stays_with_one_worker() {
    host = new Host(directory, Host::patient);
    FunctionSpec counter =
        host.python("n = 0\ndef handler(e, c):\n    global n\n    n += 1\n    return n\n");
    for (int i = 1; i <= 500; i++) {
      assertThat(host.answer(counter, "{}")).isEqualTo(Integer.toString(i));
    }
  }

  @Test
  void many_callers_are_all_answered() throws Exception {
    host = new Host(directory);
    FunctionSpec echo = host.python("def handler(event, context):\n    return event\n");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> all =
          IntStream.range(0, 500)
              .mapToObj(i -> threads.submit(() -> host.answer(echo, Integer.toString(i))))
              .toList();
      for (int i = 0; i < all.size(); i++) {
        String answer = all.get(i).get();
        assertThat(answer)
            .satisfiesAnyOf(
                text -> assertThat(text).contains("ConcurrentInvocationLimitExceeded"),
                text -> assertThat(text).matches("[0-9]+"));
      }
    }
  }

  private List<Outcome> runAtOnce(FunctionSpec spec, String event, int count) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> all =
          IntStream.range(0, count)
              .mapToObj(_ -> threads.submit(() -> host.run(spec, event).outcome()))
              .toList();
      List<Outcome> outcomes = new java.util.ArrayList<>();
      for (Future<Outcome> one : all) {
        outcomes.add(one.get());
      }
      return outcomes;
    }
  }

  /// Processes whose command line or environment names the function's directory or its Runtime API.
  private static long workers(FunctionSpec spec) {
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      return all.filter(process -> process.getFileName().toString().matches("\\d+"))
          .filter(process -> mentions(process, spec.taskRoot().toString()))
          .count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean mentions(Path process, String text) {
    try {
      return Files.readString(
                  process.resolve("cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1)
              .contains(text)
          || Files.readString(
                  process.resolve("environ"), java.nio.charset.StandardCharsets.ISO_8859_1)
              .contains(text);
    } catch (IOException _) {
      return false;
    }
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
