package dev.tripline.runtime.pool;

import dev.tripline.runtime.WorkerCredentials;
import dev.tripline.runtime.api.RuntimeListener;
import dev.tripline.runtime.log.WorkerReport;
import dev.tripline.runtime.process.WorkerProcess;
import dev.tripline.runtime.sandbox.Temporary;
import dev.tripline.spi.invocation.Outcome;

/// The resources of one worker on this machine: its port, its process, its `/tmp`, its credentials.
record WorkerResources(
    RuntimeListener listener,
    WorkerProcess process,
    WorkerReport report,
    Temporary temporary,
    WorkerCredentials.Issued credentials) {

  /// Completes the invocation's log, before its outcome is known to the caller.
  void endReport(WorkerInvocation invocation, Outcome outcome) {
    invocation.keepLog(report.end(invocation.request(), invocation.deliveredNanos(), outcome));
  }

  /// Completes the log of a start that failed, before the invocation that wanted it learns of it.
  void endStart(WorkerInvocation invocation, Outcome outcome) {
    invocation.keepLog(report.startFailed(invocation.request(), outcome, invocation.isLastStart()));
  }

  void kill() {
    process.kill();
  }
}
