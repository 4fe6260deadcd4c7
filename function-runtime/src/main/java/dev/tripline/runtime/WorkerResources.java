package dev.tripline.runtime;

import dev.tripline.runtime.api.RuntimeListener;
import dev.tripline.runtime.process.WorkerProcess;
import java.nio.file.Path;

/// What a worker holds of this machine: its port, its process, its `/tmp`.
record WorkerResources(
    RuntimeListener listener, WorkerProcess process, WorkerReport report, Path temporary) {

  void drainOutput() {
    process.drainOutput();
  }

  void kill() {
    process.kill();
  }
}
