package dev.tripline.runtime.pool;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Follows the life of workers. Called on the threads of their connections and processes, several at
/// once; implementations return quickly.
interface WorkerListener {

  /// A worker's process runs; the worker is not up yet.
  void started(Worker worker);

  /// A worker asks for work.
  ///
  /// @param reserved the invocation it was started for; null if it has had that
  void ready(Worker worker, @Nullable WorkerInvocation reserved);

  /// A worker has answered and will soon ask for work.
  void answered();

  /// A worker that had answered asks for work, or never will.
  void returned();

  /// A worker is gone or about to be; called once or more.
  void gone(Worker worker);

  /// A process has ended unexpectedly; its `/tmp` may serve the next worker, as AWS keeps it.
  void vacated(Path temporary);
}
