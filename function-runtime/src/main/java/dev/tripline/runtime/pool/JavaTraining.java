package dev.tripline.runtime.pool;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.WorkerCredentials;
import dev.tripline.runtime.api.Reply;
import dev.tripline.runtime.api.RuntimeConnection;
import dev.tripline.runtime.api.RuntimeListener;
import dev.tripline.runtime.api.RuntimeSession;
import dev.tripline.runtime.language.JavaLanguage;
import dev.tripline.runtime.language.Languages;
import dev.tripline.runtime.language.Launch;
import dev.tripline.runtime.language.LaunchRequest;
import dev.tripline.runtime.process.Output;
import dev.tripline.runtime.process.Temporaries;
import dev.tripline.runtime.process.WorkerLimits;
import dev.tripline.runtime.process.WorkerProcess;
import dev.tripline.runtime.process.WorkerStarter;
import dev.tripline.runtime.sandbox.Confinement;
import dev.tripline.runtime.sandbox.Sandbox;
import dev.tripline.runtime.sandbox.Temporary;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.ResponseStream;
import dev.tripline.spi.invocation.TraceContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the cache of ready-loaded classes with which a JVM and AWS's client start in a third of the
/// time, once per JDK and place, in the background. Until it is there workers start plainly.
final class JavaTraining implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JavaTraining.class);
  private static final int EVENTS = 200;
  private static final int MEMORY_MB = 1024;
  private static final String CACHE = "cache.aot";

  private final Languages languages;
  private final Sandbox sandbox;
  private final WorkerStarter starter;
  private final Temporaries temporaries;
  private final Set<String> begun = ConcurrentHashMap.newKeySet();
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  JavaTraining(
      Languages languages, Sandbox sandbox, WorkerStarter starter, Temporaries temporaries) {
    this.languages = languages;
    this.sandbox = sandbox;
    this.starter = starter;
    this.temporaries = temporaries;
  }

  /// Returns at once.
  void want(String runtime) {
    JavaLanguage java = languages.java();
    if (!java.knows(runtime)
        || begun.contains(runtime)
        || java.whyUnavailable(runtime).isPresent()
        || !begun.add(runtime)) {
      return;
    }
    Thread thread =
        Thread.ofVirtual().name("java-training-" + runtime).unstarted(() -> train(runtime));
    running.add(thread);
    thread.start();
  }

  /// Gives up what is not finished; the next start of the dispatcher begins again.
  @Override
  public void close() {
    running.forEach(Thread::interrupt);
    try {
      for (Thread thread : running) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void train(String runtime) {
    try {
      Path temporary = temporaries.create();
      try {
        train(runtime, temporary);
      } finally {
        Temporaries.remove(temporary);
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      LOG.warn("{} keeps starting without its cache, about 150 ms slower", runtime, e);
    } catch (InterruptedException _) {
      LOG.debug("The start cache of {} is made another time", runtime);
    } finally {
      running.remove(Thread.currentThread());
    }
  }

  private void train(String runtime, Path temporary)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    JavaLanguage java = languages.java();
    Path taskRoot = Files.createDirectories(temporary.resolve("task"));
    Sandbox.View view = sandbox.view(confinement(taskRoot, temporary, List.of()));
    if (!java.lacksCache(runtime, view.runtimeRoot())) {
      return;
    }
    LaunchRequest request =
        new LaunchRequest(
            runtime,
            JavaLanguage.installTraining(taskRoot),
            MEMORY_MB,
            Map.of(),
            taskRoot,
            null,
            view);
    long began = System.nanoTime();
    Launch launch = java.training(request, CACHE);
    try (RuntimeListener listener = new RuntimeListener()) {
      WorkerProcess process =
          starter.start(
              confinement(taskRoot, temporary, launch.readable()),
              launch.command(),
              environment(runtime, taskRoot, launch, request, listener.address()),
              new WorkerLimits(2 * MEMORY_MB, MEMORY_MB, new Temporary.Directory(temporary)),
              new Silence());
      listener.start(new Lessons(listener), 1024 * 1024, process.pid());
      try {
        process.exit().get(2, TimeUnit.MINUTES);
      } finally {
        process.kill();
        process.exit().join();
      }
    }
    java.install(runtime, view.runtimeRoot(), temporary.resolve(CACHE));
    LOG.info(
        "The start cache of {} was made in {} ms",
        runtime,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  private Confinement confinement(Path taskRoot, Path temporary, List<Path> readable) {
    return new Confinement(
        taskRoot, null, languages.files(), new Temporary.Directory(temporary), MEMORY_MB, readable);
  }

  private static Map<String, String> environment(
      String runtime, Path taskRoot, Launch launch, LaunchRequest request, String api) {
    FunctionSpec spec =
        new FunctionSpec(
            "training-" + runtime,
            "training",
            "$LATEST",
            "training",
            runtime,
            request.handler(),
            taskRoot,
            null,
            Map.of(),
            Duration.ofSeconds(60),
            MEMORY_MB,
            512);
    return FunctionEnvironment.of(
        spec, launch, request.view(), api, Map.of(), WorkerCredentials.PLACEHOLDERS);
  }

  /// Serves events, then hangs up: the client ends, and its JVM writes the cache.
  private record Lessons(RuntimeListener listener, AtomicInteger given) implements RuntimeSession {
    Lessons(RuntimeListener listener) {
      this(listener, new AtomicInteger());
    }

    @Override
    public boolean extension(ExtensionRequest request, RuntimeConnection connection) {
      return false;
    }

    @Override
    public void next(RuntimeConnection connection) {
      int number = given.incrementAndGet();
      if (number > EVENTS) {
        listener.close();
        return;
      }
      InvocationRequest event =
          new InvocationRequest(
              "00000000-0000-0000-0000-%012d".formatted(number),
              FunctionTarget.latest("training"),
              event(number),
              1,
              false,
              null,
              0);
      try {
        String trace = TraceContext.derived(event.requestId(), Instant.EPOCH).amazon(false, 0);
        connection.send(
            EventHead.of(event, "training", Long.MAX_VALUE / 2, trace), event.payload());
      } catch (IOException e) {
        LOG.debug("The runtime in training hung up", e);
      }
    }

    private static byte[] event(int number) {
      return """
      {"name": "n\\u00fc", "number": %d, "price": 1.5, "paid": true, "lines": ["a"], "unknown": {},
       "more": {"list": [1, 2.5, "text", null, true, {"nested": {}}]}}
      """
          .formatted(number)
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable Reply refusesResponse(String requestId) {
      return null;
    }

    @Override
    public @Nullable Reply refusesError(String requestId) {
      return null;
    }

    @Override
    public @Nullable Reply refusesInitError() {
      return null;
    }

    @Override
    public @Nullable ResponseStream stream(String requestId) {
      return null;
    }

    @Override
    public Reply response(String requestId, byte @Nullable [] body) {
      return Reply.ACCEPTED;
    }

    @Override
    public Reply error(String requestId, String errorType, byte[] body) {
      LOG.debug("In training: {}", new String(body, StandardCharsets.UTF_8));
      return Reply.ACCEPTED;
    }

    @Override
    public Reply initError(String errorType, byte[] body) {
      LOG.warn("In training: {}", new String(body, StandardCharsets.UTF_8));
      return Reply.ACCEPTED;
    }
  }

  private static final class Silence implements Output {
    @Override
    public void received(byte[] bytes, int length) {
      LOG.debug("In training: {}", new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    @Override
    public void ended() {}
  }
}
