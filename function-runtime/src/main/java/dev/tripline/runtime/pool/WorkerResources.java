package dev.tripline.runtime.pool;

import dev.tripline.runtime.api.RuntimeListener;
import dev.tripline.runtime.log.WorkerReport;
import dev.tripline.runtime.process.WorkerProcess;
import dev.tripline.spi.invocation.Outcome;
import java.nio.file.Path;

/// The resources of one worker on this machine: its port, its process, its `/tmp`.
record WorkerResources(
    RuntimeListener listener, WorkerProcess process, WorkerReport report, Path temporary) {

  /// Completes the invocation's log, before its outcome is known to the caller.
  void endReport(WorkerInvocation invocation, Outcome outcome) {
    invocation.keepLog(report.end(invocation.request(), invocation.deliveredNanos(), outcome));
  }

  void drainOutput() {
    process.drainOutput();
  }

  void kill() {
    process.kill();
  }
}
