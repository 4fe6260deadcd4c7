package dev.tripline.runtime.log;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.log.PlatformLines.Figures;
import dev.tripline.runtime.log.PlatformLines.Status;
import dev.tripline.runtime.process.WorkerProcess;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The platform's own lines in a worker's log: START, END, REPORT, and INIT_REPORT of a start that
/// failed. Built only if somebody reads them.
public final class WorkerReport {
  /// A shorter invocation is not worth a measurement of its memory.
  private static final double MEASURED_MILLIS = 20;

  private final WorkerLog log;
  private final @Nullable WorkerProcess process;
  private final long createdNanos;
  private volatile long startedNanos;
  private volatile boolean cold;
  private volatile String initializationType = "on-demand";

  /// @param process null if none could be started
  /// @param createdNanos when the worker's start began
  public WorkerReport(WorkerLog log, @Nullable WorkerProcess process, long createdNanos) {
    this.log = log;
    this.process = process;
    this.createdNanos = createdNanos;
  }

  /// The worker is started before anybody waits for it.
  public void provisioned() {
    initializationType = "provisioned-concurrency";
  }

  /// From now on the worker's extensions are told too, first of the beginning of the worker's start.
  ///
  /// @param extensions null to tell none any more
  public void follow(@Nullable TelemetrySink extensions) {
    log.follow(extensions);
    if (extensions != null) {
      Instant then = log.now().minusNanos(System.nanoTime() - createdNanos);
      extensions.platform(PlatformLines.jsonInitStart(then, initialization("init"), function()));
    }
  }

  /// The runtime has asked for its first event; extensions may not have.
  public void runtimeStarted() {
    TelemetrySink extensions = log.telemetry();
    if (extensions != null) {
      extensions.platform(
          PlatformLines.jsonInitRuntimeDone(log.now(), initialization("init"), Status.SUCCESS));
    }
  }

  /// The runtime and all extensions have asked for their first event.
  public void started() {
    startedNanos = System.nanoTime();
    TelemetrySink extensions = log.telemetry();
    if (extensions != null) {
      extensions.platform(
          PlatformLines.jsonInitReport(
              log.now(),
              (startedNanos - createdNanos) / 1e6,
              initialization("init"),
              Status.SUCCESS));
    }
  }

  private PlatformLines.Initialization initialization(String phase) {
    return new PlatformLines.Initialization(initializationType, phase);
  }

  /// An extension waits for its first event.
  public void extension(String name, List<String> events) {
    log.askForPlatform();
    say(
        null,
        LogLevel.INFO,
        () -> PlatformLines.extension(name, events),
        () -> PlatformLines.jsonExtension(log.now(), name, events));
  }

  /// An invocation begins.
  ///
  /// @param first whether it is the worker's first
  /// @param trace as `X-Amzn-Trace-Id`, of a function whose invocations are traced; else null
  public void begin(InvocationRequest request, boolean first, @Nullable String trace) {
    cold = first;
    boolean wantsTail = request.tailLog();
    if (first) {
      drain(); // the start's own output does not belong to the invocation
    }
    log.running(request.requestId());
    log.askForPlatform();
    if (first || wantsTail || isWanted()) {
      log.begin(wantsTail, first);
      sayStart(request, trace);
    }
  }

  /// Before the outcome is known to the caller: the log must be complete by then.
  ///
  /// @param deliveredNanos of [System#nanoTime], when the worker got the invocation
  /// @return the tail of the log, if it was wanted
  public byte @Nullable [] end(InvocationRequest request, long deliveredNanos, Outcome outcome) {
    drain();
    log.running(null);
    if (!request.tailLog() && !isWanted()) {
      return null;
    }
    Double init = cold && startedNanos > 0 ? (startedNanos - createdNanos) / 1e6 : null;
    sayEnd(request, millisSince(deliveredNanos), init, outcome, status(outcome));
    return log.end();
  }

  /// The worker did not come up for its first invocation.
  ///
  /// @param last whether this ends the invocation; otherwise another start follows
  /// @return the tail of the log, if it was wanted
  public byte @Nullable [] startFailed(InvocationRequest request, Outcome outcome, boolean last) {
    log.askForPlatform();
    if (!request.tailLog() && !isWanted()) {
      return null;
    }
    drain();
    double millis = millisSince(createdNanos);
    Status status = status(outcome);
    Status shown = new Status(status.status(), status.errorType(), true);
    String phase = last ? "invoke" : "init";
    PlatformLines.Initialization start = initialization(phase);
    TelemetrySink extensions = log.telemetry();
    if (extensions != null) {
      extensions.platform(PlatformLines.jsonInitRuntimeDone(log.now(), start, shown));
    }
    say(
        null,
        LogLevel.WARN,
        () -> PlatformLines.initReport(millis, phase, shown),
        () -> PlatformLines.jsonInitReport(log.now(), millis, start, shown));
    if (last) {
      sayStart(request, null);
      sayEnd(request, millis, null, outcome, shown);
    }
    return request.tailLog() ? log.end() : null;
  }

  private void sayStart(InvocationRequest request, @Nullable String trace) {
    String id = request.requestId();
    String version = function().version();
    say(
        id,
        LogLevel.INFO,
        () -> PlatformLines.start(id, version),
        () -> PlatformLines.jsonStart(log.now(), id, version, trace));
  }

  private void sayEnd(
      InvocationRequest request,
      double millis,
      @Nullable Double initMillis,
      Outcome outcome,
      Status status) {
    String id = request.requestId();
    Figures figures = new Figures(millis, function().memoryMb(), maxMemoryUsed(millis), initMillis);
    Long produced =
        outcome instanceof Outcome.Succeeded(byte[] payload) && request.stream() == null
            ? (long) payload.length
            : null;
    say(
        id,
        status.failed() ? LogLevel.WARN : LogLevel.DEBUG,
        () -> PlatformLines.end(id),
        () -> PlatformLines.jsonEnd(log.now(), id, millis, status, produced));
    say(
        id,
        status.failed() ? LogLevel.WARN : LogLevel.INFO,
        () -> PlatformLines.report(id, figures, status),
        () -> PlatformLines.jsonReport(log.now(), id, figures, status));
  }

  private boolean isWanted() {
    return log.wantsPlatform() || log.telemetry() != null;
  }

  /// Levels of events as the guide's "System log level event mapping" gives them; text has none. They do
  /// not hold for extensions.
  private void say(
      @Nullable String requestId, LogLevel level, Supplier<String> text, Supplier<String> json) {
    TelemetrySink extensions = log.telemetry();
    String event = json() || extensions != null ? json.get() : null;
    if (extensions != null && event != null) {
      extensions.platform(event);
    }
    if (!json()) {
      log.platform(requestId, text.get());
    } else if (event != null && level.compareTo(function().logs().system()) >= 0) {
      log.platform(requestId, event);
    }
  }

  /// Drops further output: the process is being ended on purpose.
  public void silence() {
    log.silence();
  }

  private FunctionSpec function() {
    return log.function();
  }

  private boolean json() {
    return function().logs().json();
  }

  private void drain() {
    if (process != null) {
      process.drainOutput();
    }
  }

  /// Mapped files count in it, which the kernel takes back before a worker exceeds its memory.
  private int maxMemoryUsed(double millis) {
    return process == null
        ? 1
        : Math.min(process.peakMemoryMb(cold || millis >= MEASURED_MILLIS), function().memoryMb());
  }

  private static double millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e6;
  }

  private static Status status(Outcome outcome) {
    return switch (outcome) {
      case Outcome.TimedOut _ -> new Status("timeout", null, true);
      case Outcome.Crashed crashed -> new Status("error", crashed.errorType(), true);
      case Outcome.FunctionError error -> new Status("error", error.errorType(), false);
      case Outcome.Succeeded _, Outcome.NotRun _ -> Status.SUCCESS;
    };
  }
}
