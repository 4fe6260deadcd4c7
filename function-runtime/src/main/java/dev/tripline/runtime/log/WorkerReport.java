package dev.tripline.runtime.log;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.process.WorkerProcess;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Outcome;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The platform's own lines in a worker's log: START, END, REPORT. Built only if
/// somebody reads them.
public final class WorkerReport {
  private final FunctionSpec function;
  private final LogSink sink;
  private final WorkerLog log;
  private final WorkerProcess process;
  private final long createdNanos;
  private volatile long startedNanos;
  private volatile boolean cold;

  /// @param createdNanos when the worker's start began
  public WorkerReport(
      FunctionSpec function,
      LogSink sink,
      WorkerLog log,
      WorkerProcess process,
      long createdNanos) {
    this.function = function;
    this.sink = sink;
    this.log = log;
    this.process = process;
    this.createdNanos = createdNanos;
  }

  /// The runtime has asked for its first event.
  public void started() {
    startedNanos = System.nanoTime();
  }

  public void begin(InvocationRequest request, boolean first) {
    cold = first;
    boolean wantsTail = request.tailLog();
    if (first && wantsTail) {
      process.drainOutput();
    }
    if (first || wantsTail || sink.wantsPlatform(function)) {
      log.begin(
          wantsTail,
          first,
          "START RequestId: " + request.requestId() + " Version: " + function.version());
    }
  }

  /// Before the outcome is known to the caller: the log must be complete by then.
  ///
  /// @param deliveredNanos of [System#nanoTime], when the worker got the invocation
  /// @return the tail of the log, if it was wanted
  public byte @Nullable [] end(InvocationRequest request, long deliveredNanos, Outcome outcome) {
    boolean wantsTail = request.tailLog();
    if (!wantsTail && !sink.wantsPlatform(function)) {
      return null;
    }
    process.drainOutput();
    String id = request.requestId();
    double millis = (System.nanoTime() - deliveredNanos) / 1e6;
    log.platform("END RequestId: " + id);
    log.platform(report(id, millis, outcome));
    return log.end();
  }

  /// Drops further output: the process is being ended on purpose.
  public void silence() {
    log.silence();
  }

  private String report(String id, double millis, Outcome outcome) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: %d"
                    + " MB\tMax Memory Used: %d MB\t",
                id,
                millis,
                (long) Math.ceil(millis),
                function.memoryMb(),
                process.peakMemoryMb()));
    if (cold && startedNanos > 0) {
      double init = (startedNanos - createdNanos) / 1e6;
      line.append(String.format(Locale.ROOT, "Init Duration: %.2f ms\t", init));
    }
    String status = status(outcome);
    if (status != null) {
      line.append(status).append('\t');
    }
    return line.toString();
  }

  private static @Nullable String status(Outcome outcome) {
    return switch (outcome) {
      case Outcome.TimedOut _ -> "Status: timeout";
      case Outcome.Crashed crashed -> "Status: error\tError Type: " + crashed.errorType();
      case Outcome.FunctionError _, Outcome.Succeeded _, Outcome.NotRun _ -> null;
    };
  }
}
