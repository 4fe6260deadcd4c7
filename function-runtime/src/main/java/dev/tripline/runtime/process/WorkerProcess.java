package dev.tripline.runtime.process;

import java.util.concurrent.CompletableFuture;

/// A started worker and everything it started itself.
public final class WorkerProcess {
  private final Process process;
  private final OutputPipe output;
  private final WorkerMemory memory;

  WorkerProcess(Process process, OutputPipe output) {
    this.process = process;
    this.output = output;
    this.memory = new WorkerMemory(process.pid());
  }

  public long pid() {
    return process.pid();
  }

  /// Completed with the exit status once the process is gone; what it left behind is killed by then.
  public CompletableFuture<Integer> exit() {
    return process
        .onExit()
        .thenApply(ended -> {
          Posix.signalGroup(ended.pid(), Posix.KILL);
          output.drain();
          output.abandon();
          return ended.exitValue();
        });
  }

  /// Hands everything written so far to the output's receiver; returns at once.
  public void drainOutput() {
    output.drain();
  }

  /// The most memory the worker has been seen to use, in MB; at least 1.
  public int peakMemoryMb() {
    return Math.max(1, memory.peakMb());
  }

  /// Ends the process and its descendants; returns before they are gone.
  public void kill() {
    if (process.isAlive()) {
      Posix.signalGroup(process.pid(), Posix.KILL);
    }
  }
}
