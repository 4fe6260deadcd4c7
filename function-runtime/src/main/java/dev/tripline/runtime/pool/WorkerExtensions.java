package dev.tripline.runtime.pool;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.api.RuntimeConnection;
import dev.tripline.runtime.api.RuntimeSession.ExtensionRequest;
import dev.tripline.runtime.extension.ExtensionPrograms;
import dev.tripline.runtime.extension.Extensions;
import dev.tripline.runtime.extension.Gate;
import dev.tripline.runtime.extension.telemetry.NodeTelemetry;
import dev.tripline.runtime.extension.telemetry.Subscription;
import dev.tripline.runtime.extension.telemetry.Telemetry;
import dev.tripline.runtime.extension.telemetry.WorkerPorts;
import dev.tripline.runtime.image.ImageStart;
import dev.tripline.runtime.language.Launch;
import dev.tripline.runtime.language.LaunchRequest;
import dev.tripline.runtime.language.UnstartableException;
import dev.tripline.runtime.log.WorkerLog;
import dev.tripline.runtime.log.WorkerReport;
import dev.tripline.runtime.process.SideOutput;
import dev.tripline.runtime.process.Temporaries;
import dev.tripline.runtime.process.WorkerProcess;
import dev.tripline.runtime.report.Payloads;
import dev.tripline.runtime.sandbox.Confinement;
import dev.tripline.spi.arn.AwsArn;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the extensions of one worker do to its life: the runtime starts when they are registered, an
/// invocation is over when they ask for the next event too, and where there are programs among them the
/// worker has two seconds for its end, as on AWS. Safe for many threads.
final class WorkerExtensions implements Extensions.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerExtensions.class);

  /// From the event SHUTDOWN to SIGKILL.
  static final Duration ENDING = Duration.ofSeconds(2);

  /// Of that, what telemetry may take before the event.
  private static final Duration FLUSHING = Duration.ofSeconds(1);

  private final Extensions extensions;
  private final List<String> programs;
  private final InstantSource clock;
  private final NodeTelemetry node;
  private final InetAddress address;
  private volatile @Nullable Gate gate;
  private volatile @Nullable SideOutput output;
  private volatile @Nullable WorkerProcess process;
  private volatile @Nullable WorkerReport report;
  private volatile @Nullable WorkerPorts ports;
  private volatile @Nullable Telemetry telemetry;
  private volatile Runnable idle = () -> {};

  private WorkerExtensions(
      FunctionSpec spec, List<String> programs, InstantSource clock, NodeTelemetry node) {
    String account = AwsArn.parse(spec.arn()).map(AwsArn::account).orElse("");
    var function =
        new Extensions.Function(
            spec.functionName(), spec.version(), FunctionEnvironment.handler(spec), account);
    this.extensions = new Extensions(function, programs, this);
    this.programs = programs;
    this.clock = clock;
    this.node = node;
    this.address = programs.isEmpty() ? InetAddress.ofLiteral("127.0.0.1") : node.address();
  }

  /// Those of the function's layers or image.
  ///
  /// @throws UnstartableException if there are too many
  static WorkerExtensions in(FunctionSpec spec, InstantSource clock, NodeTelemetry node)
      throws IOException, UnstartableException {
    ImageStart image = spec.image();
    Path opt = image == null ? spec.layersRoot() : image.root().resolve("opt");
    List<String> programs = opt == null ? List.of() : ExtensionPrograms.in(opt);
    if (programs.size() > Extensions.MOST) {
      throw new UnstartableException(
          "Extension.LaunchError",
          "%d extensions are in /opt/extensions; at most %d can start"
              .formatted(programs.size(), Extensions.MOST));
    }
    return new WorkerExtensions(spec, programs, clock, node);
  }

  /// The start of the runtime, with the programs before it. To be closed even if nothing comes of it.
  ///
  /// @param request of the function, which says by what paths it sees its files
  /// @param image null for a package
  Launch before(
      Launch runtime, LaunchRequest request, @Nullable ImageStart image, Temporaries temporaries)
      throws IOException, InterruptedException {
    if (programs.isEmpty()) {
      return runtime;
    }
    Gate made = Gate.in(gateDirectory(image, temporaries));
    gate = made;
    return ExtensionPrograms.before(runtime, programs, request.view().layersRoot(), made);
  }

  /// The files of the extensions, once there are any; what they print goes to the log.
  Confinement.@Nullable ExtensionFiles files(WorkerLog log) throws IOException {
    Gate made = gate;
    if (made == null) {
      return null;
    }
    SideOutput printed = SideOutput.open(log.ofExtensions(), "extension-output");
    output = printed;
    return new Confinement.ExtensionFiles(made.hosts(address), printed.path());
  }

  /// The address at which extensions listen, by the name `sandbox.localdomain` if there is a sandbox.
  InetAddress address() {
    return address;
  }

  /// In an image only directories below `/tmp` can be shown that it does not have itself.
  private static Path gateDirectory(@Nullable ImageStart image, Temporaries temporaries)
      throws IOException {
    Path own = temporaries.create();
    if (image == null || own.startsWith("/tmp")) {
      return own;
    }
    Files.delete(own);
    return Files.createTempDirectory(Path.of("/tmp"), "tripline-gate-");
  }

  /// The worker's process runs; before the first request of it is served.
  ///
  /// @param listeners the ports of its extensions
  /// @param allIdle called when all extensions wait for an event
  void of(WorkerProcess worker, WorkerReport log, WorkerPorts listeners, Runnable allIdle) {
    process = worker;
    report = log;
    ports = listeners;
    if (!programs.isEmpty()) {
      telemetry(log);
    }
    idle = allIdle;
  }

  boolean serve(ExtensionRequest request, RuntimeConnection connection) {
    return extensions.serve(request, connection);
  }

  /// The runtime asks for work.
  ///
  /// @return whether the extensions wait for an event too
  boolean areIdle() {
    WorkerReport told = report;
    if (extensions.close() && told != null) {
      told.runtimeStarted();
    }
    boolean idle = extensions.areIdle();
    Telemetry following = telemetry;
    if (idle && following != null && told != null && !following.started()) {
      told.follow(null);
      following.close();
      telemetry = null;
    }
    return idle;
  }

  /// An invocation is about to be written to the runtime.
  void invoke(WorkerInvocation invocation, long deadlineMillis, String trace) {
    if (!extensions.isEmpty()) {
      extensions.invoke(
          new Extensions.Invocation(
              invocation.request().requestId(), invocation.arn(), deadlineMillis, trace));
    }
  }

  /// An invocation is answered: calls back if they have not asked for their next event within the
  /// function's timeout.
  ///
  /// @param limit counted from the moment at which the worker got it
  void watch(WorkerInvocation invocation, Duration limit, Runnable late) {
    if (extensions.areIdle()) {
      return;
    }
    long left = invocation.deliveredNanos() + limit.toNanos() - System.nanoTime();
    CompletableFuture.delayedExecutor(
            Math.max(0, left),
            TimeUnit.NANOSECONDS,
            task -> Thread.ofVirtual().name("late-extensions").start(task))
        .execute(() -> {
          List<String> busy = extensions.busyWith(invocation.request().requestId());
          if (!busy.isEmpty()) {
            LOG.warn(
                "Extensions {} have not asked for their next event within {}; their worker ends",
                busy,
                limit);
            late.run();
          }
        });
  }

  /// Ends the worker in good order: telemetry is delivered, extensions are told, the runtime is ended.
  /// Returns at once.
  ///
  /// @param reason AWS's word
  /// @return `false` if that takes a kill
  boolean end(String reason) {
    Gate open = gate;
    WorkerProcess ending = process;
    if (open == null || ending == null || ending.exit().isDone()) {
      return false;
    }
    CompletableFuture.delayedExecutor(ENDING.toNanos(), TimeUnit.NANOSECONDS).execute(ending::kill);
    long deadline = clock.millis() + ENDING.toMillis();
    Telemetry waiting = telemetry;
    if (waiting == null) {
      extensions.shutdown(reason, deadline);
      open.pass();
      return true;
    }
    var _ =
        waiting
            .flush()
            .orTimeout(FLUSHING.toNanos(), TimeUnit.NANOSECONDS)
            .whenCompleteAsync(
                (_, _) -> {
                  extensions.shutdown(reason, deadline);
                  open.pass();
                },
                task -> Thread.ofVirtual().name("extensions-end").start(task));
    return true;
  }

  /// Whether there are programs among them.
  boolean haveTimeToEnd() {
    return !programs.isEmpty();
  }

  /// Waits for workers that are being ended, no longer than they may take.
  static void awaitEnds(List<WorkerProcess> ending) {
    CompletableFuture<?>[] exits =
        ending.stream().map(WorkerProcess::exit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(exits).get(ENDING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.info("Extensions have not ended within {} and are killed", ENDING, e);
      ending.forEach(WorkerProcess::kill);
    } catch (InterruptedException _) {
      ending.forEach(WorkerProcess::kill);
      Thread.currentThread().interrupt();
    }
  }

  /// The outcome of an invocation whose worker has ended because of an extension.
  ///
  /// @return null if that was not why
  @Nullable Outcome failure(String requestId, int status) {
    Extensions.Failure reported = extensions.failure();
    if (reported != null) {
      return Payloads.crashed(
          requestId, reported.type(), reported.name() + ": " + reported.reported());
    }
    return programs.isEmpty() || status != ExtensionPrograms.CRASHED
        ? null
        : Payloads.crashed(
            requestId, "Extension.Crash", "an extension ended; the function's log has its status");
  }

  void close() {
    SideOutput last = output;
    if (last != null) {
      last.close();
    }
    Telemetry delivering = telemetry;
    if (delivering != null) {
      delivering.close();
    }
    Gate open = gate;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void registered() {
    Gate open = gate;
    if (open != null) {
      open.pass();
    }
  }

  @Override
  public void subscribed(String name, Subscription subscription) {
    WorkerReport told = Objects.requireNonNull(report);
    telemetry(told).subscribe(name, subscription);
  }

  private synchronized Telemetry telemetry(WorkerReport told) {
    Telemetry made = telemetry;
    if (made == null) {
      made = node.of(Objects.requireNonNull(ports), clock);
      telemetry = made;
      told.follow(made);
    }
    return made;
  }

  @Override
  public void ready(String name, List<String> events) {
    Objects.requireNonNull(report).extension(name, events);
  }

  @Override
  public void idle() {
    idle.run();
  }

  @Override
  public void failed() {
    Objects.requireNonNull(process).kill();
  }
}
