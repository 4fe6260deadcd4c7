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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerLifeTest {
  /// Sleeps as many seconds as the event says.
  private static final String SLEEPER =
      """
      import time
      def handler(event, context):
          print("begun", flush=True)
          time.sleep(event)
          return event
      """;

  /// Waits for the file that the event names.
  private static final String GATED =
      """
      import os, time
      def handler(event, context):
          print("begun", flush=True)
          while not os.path.exists(event):
              time.sleep(0.01)
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
  @MethodSource("dev.tripline.runtime.World#here")
  void memory_limit_ends_the_worker(World world) {
    host = new Host(directory, world);
    FunctionSpec greedy =
        host.draft("python3.12", "index.handler")
            .file(
                "index.py",
                """
                import time
                def handler(event, context):
                    kept = bytearray(event * 1024 * 1024)
                    if event > 128:
                        time.sleep(60)
                    return len(kept)
                """)
            .memoryMb(128)
            .spec();
    assertThat(Host.text(host.run(greedy, "300").outcome()))
        .contains("\"Runtime.ExitError\"", "Runtime exited with error: signal: killed");
    assertThat(host.answer(greedy, "64")).isEqualTo("67108864");
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void overfull_tmp_is_refused_or_ends_the_worker_and_is_emptied(World world) {
    host = new Host(directory, world);
    FunctionSpec hoarder =
        host.python(
            """
            import os, tempfile, time
            def handler(event, context):
                before = os.listdir(tempfile.gettempdir())
                if event:
                    for name in ("a", "b"):
                        with open(tempfile.gettempdir() + "/" + name, "wb") as file:
                            for _ in range(300):
                                file.write(b"x" * (1 << 20))
                    time.sleep(60)
                return before
            """);
    if (host.isSandboxed()) {
      assertThat(host.answer(hoarder, "true")).contains("No space left on device");
    } else {
      assertThat(host.answer(hoarder, "true")).contains("signal: killed");
      assertThat(host.answer(hoarder, "false")).isEqualTo("[]");
    }
  }

  @Test
  void concurrency_beyond_the_account_limit_is_throttled() throws Exception {
    host = new Host(directory, s -> gated(s, pool(2, 8192, Duration.ofMinutes(1))));
    FunctionSpec function = host.python(GATED);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Outcome>> both = begin(threads, function, 2);
      assertThat(host.run(function, gate(function)).outcome())
          .isEqualTo(new Outcome.Throttled("ConcurrentInvocationLimitExceeded", null));
      expectSuccess(function, both);
    }
  }

  @Test
  void memory_budget_stops_idle_workers_of_others_first_and_then_throttles() throws Exception {
    host = new Host(directory, s -> gated(s, pool(100, 600, Duration.ofMinutes(1))));
    FunctionSpec first = host.python(GATED);
    FunctionSpec second = host.python(GATED);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      expectSuccess(first, begin(threads, first, 2));
      List<Future<Outcome>> both = begin(threads, second, 2);
      assertThat(host.run(second, gate(second)).outcome()).isInstanceOf(Outcome.Throttled.class);
      expectSuccess(second, both);
    }
  }

  @Test
  void idle_worker_is_stopped_and_the_next_call_starts_another() {
    host = new Host(directory, s -> Host.withPool(s, pool(100, 8192, Duration.ofMillis(300))));
    FunctionSpec function = host.python(SLEEPER);
    assertThat(host.answer(function, "0")).isEqualTo("0");
    Patience.await("the workers' end", () -> workers(function) == 0);
    assertThat(host.answer(function, "0")).isEqualTo("0");
  }

  @Test
  void retired_key_ends_its_invocations_and_its_workers() throws Exception {
    host = new Host(directory);
    FunctionSpec function = host.python(SLEEPER);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> running = threads.submit(() -> host.answer(function, "1"));
      Patience.await("the invocation's begin", () -> begun() == 1);
      host.runtime.retire(function.key());
      assertThat(running.get()).isEqualTo("1");
    }
    Patience.await("the workers' end", () -> workers(function) == 0);
  }

  @ParameterizedTest
  @MethodSource("dev.tripline.runtime.World#here")
  void close_lets_running_invocations_end_and_leaves_no_process(World world) throws Exception {
    host = new Host(directory, world);
    FunctionSpec function =
        host.python(
            """
            import subprocess, time
            def handler(event, context):
                subprocess.Popen(["sleep", "1000"])
                print("begun", flush=True)
                time.sleep(event)
                return event
            """);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> running = threads.submit(() -> host.answer(function, "1"));
      Patience.await("the invocation's begin", () -> begun() == 1);
      host.close();
      assertThat(running.get()).isEqualTo("1");
    }
    Patience.await("the workers' end", () -> workers(function) == 0);
    assertThat(host.run(function, "0").outcome()).isInstanceOf(Outcome.Unreachable.class);
  }

  @Test
  void sequence_of_calls_stays_with_one_worker() {
    host = new Host(directory);
    FunctionSpec counter =
        host.python("n = 0\ndef handler(e, c):\n    global n\n    n += 1\n    return n\n");
    for (int i = 1; i <= 500; i++) {
      assertThat(host.answer(counter, "{}")).isEqualTo(Integer.toString(i));
    }
  }

  @Test
  void many_callers_are_all_answered() throws Exception {
    host = new Host(directory, s -> Host.withPool(s, pool(1000, 8192, Duration.ofMinutes(1))));
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

  private RuntimeSettings gated(RuntimeSettings settings, RuntimeSettings.Pool pool) {
    return Host.withPool(settings, pool).withReadable(List.of(directory));
  }

  private static String gate(FunctionSpec function) {
    return '"' + function.taskRoot().toString() + "/open\"";
  }

  /// Returns once all of them run, each in a worker of its own.
  private List<Future<Outcome>> begin(ExecutorService threads, FunctionSpec function, int count) {
    long before = begun();
    List<Future<Outcome>> all =
        IntStream.range(0, count)
            .mapToObj(_ -> threads.submit(() -> host.run(function, gate(function)).outcome()))
            .toList();
    Patience.await("the invocations' begin", () -> begun() == before + count);
    return all;
  }

  private long begun() {
    return host.log.stream().filter("begun"::equals).count();
  }

  private static void expectSuccess(FunctionSpec function, List<Future<Outcome>> all)
      throws Exception {
    Files.createFile(function.taskRoot().resolve("open"));
    for (Future<Outcome> one : all) {
      assertThat(one.get()).isInstanceOf(Outcome.Succeeded.class);
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
}
