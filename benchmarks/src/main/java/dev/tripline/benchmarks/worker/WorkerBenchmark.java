package dev.tripline.benchmarks.worker;

import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.RuntimeSettings;
import dev.tripline.runtime.SandboxMode;
import dev.tripline.runtime.log.Slf4jLogSink;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import javax.tools.ToolProvider;

/// Measures `FunctionRuntime.invoke` with an echo function: latency of one caller, throughput of
/// callers for two workers, and cold starts. Arguments: seconds per measurement, runtimes.
public final class WorkerBenchmark {
  private static final byte[] PAYLOAD =
      "{\"key\":\"value\",\"number\":42}".getBytes(StandardCharsets.UTF_8);

  private final Path directory;
  private final FunctionRuntime runtime;
  private int colds;

  private WorkerBenchmark(Path directory, SandboxMode sandbox) {
    this.directory = directory;
    this.runtime =
        new FunctionRuntime(
            RuntimeSettings.defaults(directory.resolve("data")).withSandbox(sandbox),
            new Slf4jLogSink(0, InstantSource.system()),
            InstantSource.system());
  }

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    List<String> runtimes =
        arguments.length > 1
            ? Arrays.asList(arguments).subList(1, arguments.length)
            : List.of("python3.12", "nodejs22.x", "java25");
    SandboxMode sandbox = SandboxMode.valueOf(System.getProperty("sandbox", "AUTO"));
    WorkerBenchmark benchmark =
        new WorkerBenchmark(Files.createTempDirectory("worker-benchmark"), sandbox);
    try {
      for (String name : runtimes) {
        benchmark.measure(name, seconds);
      }
    } finally {
      benchmark.runtime.close();
      ServerProcess.remove(benchmark.directory);
    }
  }

  private void measure(String name, int seconds) throws Exception {
    FunctionSpec spec = function(name, "warm");
    invoke(spec);
    if (name.startsWith("java")) {
      awaitCache();
    }
    double[] cold = cold(name, 12);
    run(spec, 1, seconds); // warm-up
    run(spec, 2, seconds);
    Run sequential = run(spec, 1, seconds);
    Run both = run(spec, 2, seconds);
    Run more = run(spec, 4, seconds);
    IO.println(
        String.format(
            Locale.ROOT,
            "%-12s cold p50 %.0f ms max %.0f ms | 1 caller p50 %.0f us p99 %.0f us %.0f/s"
                + " | 2 callers %.0f/s | 4 callers %.0f/s",
            name,
            cold[cold.length / 2],
            cold[cold.length - 1],
            sequential.percentile(0.5),
            sequential.percentile(0.99),
            sequential.perSecond(),
            both.perSecond(),
            more.perSecond()));
  }

  private void awaitCache() throws IOException {
    Path cache = directory.resolve("data/runtimes/java/cache");
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!hasCache(cache) && System.nanoTime() < deadline) {
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
    IO.println("start cache: " + (hasCache(cache) ? "ready" : "absent"));
  }

  private static boolean hasCache(Path cache) throws IOException {
    if (!Files.isDirectory(cache)) {
      return false;
    }
    try (var files = Files.list(cache)) {
      return files.anyMatch(file -> file.toString().endsWith(".aot"));
    }
  }

  /// Start to first answer, of workers one after the other.
  private double[] cold(String name, int count) throws Exception {
    double[] millis = new double[count];
    for (int i = 0; i < count; i++) {
      FunctionSpec spec = function(name, "cold" + colds++);
      long began = System.nanoTime();
      invoke(spec);
      millis[i] = (System.nanoTime() - began) / 1e6;
      runtime.retire(spec.key());
    }
    Arrays.sort(millis);
    return millis;
  }

  private record Run(long[] sortedNanos, double perSecond) {
    double percentile(double share) {
      return sortedNanos[(int) (sortedNanos.length * share)] / 1e3;
    }
  }

  private Run run(FunctionSpec spec, int callers, int seconds) throws Exception {
    long[][] all = new long[callers][];
    LongAdder total = new LongAdder();
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<long[]>> running =
          java.util.stream.IntStream.range(0, callers)
              .mapToObj(_ -> threads.submit(() -> call(spec, end)))
              .toList();
      for (int i = 0; i < callers; i++) {
        all[i] = running.get(i).get();
        total.add(all[i].length);
      }
    }
    long[] sorted = Arrays.stream(all).flatMapToLong(Arrays::stream).sorted().toArray();
    return new Run(sorted, total.sum() / (double) seconds);
  }

  private long[] call(FunctionSpec spec, long end) throws InterruptedException {
    long[] nanos = new long[1 << 20];
    int count = 0;
    for (long now = System.nanoTime(); now < end && count < nanos.length; ) {
      invoke(spec);
      long after = System.nanoTime();
      nanos[count++] = after - now;
      now = after;
    }
    return Arrays.copyOf(nanos, count);
  }

  private void invoke(FunctionSpec spec) throws InterruptedException {
    InvocationRequest request =
        new InvocationRequest(
            UUID.randomUUID().toString(),
            FunctionTarget.latest("echo"),
            PAYLOAD,
            1,
            false,
            null,
            0);
    Outcome outcome = runtime.invoke(spec, request, spec.arn()).outcome();
    if (!(outcome instanceof Outcome.Succeeded)) {
      throw new IllegalStateException("the echo function failed: " + outcome);
    }
  }

  private FunctionSpec function(String name, String key) throws IOException {
    Path root = directory.resolve(name);
    String handler = "index.handler";
    Files.createDirectories(root);
    if (name.startsWith("python")) {
      Files.writeString(
          root.resolve("index.py"), "def handler(event, context):\n    return event\n");
    } else if (name.startsWith("nodejs")) {
      Files.writeString(root.resolve("index.js"), "exports.handler = async (event) => event;\n");
    } else {
      handler = "Echo::handle";
      compile(root);
    }
    return new FunctionSpec(
        name + "-" + key,
        "echo",
        "$LATEST",
        "arn:aws:lambda:us-east-1:000000000000:function:echo",
        name,
        handler,
        root,
        null,
        Map.of(),
        Duration.ofSeconds(10),
        256,
        512);
  }

  private static void compile(Path root) throws IOException {
    Path source = root.resolve("Echo.java");
    if (Files.exists(root.resolve("Echo.class"))) {
      return;
    }
    Files.writeString(
        source,
        "import java.util.Map; public class Echo { public Map<String, Object> handle(Map<String,"
            + " Object> event) { return event; } }");
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "--release",
                "17",
                "-Xlint:-options",
                "-d",
                root.toString(),
                source.toString());
    if (failed != 0) {
      throw new IllegalStateException("the echo function does not compile");
    }
  }
}
