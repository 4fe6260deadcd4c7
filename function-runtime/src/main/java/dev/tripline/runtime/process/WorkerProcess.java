package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A started worker and everything it started itself.
public final class WorkerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
  private final Process process;
  private final OutputPipe output;
  private final WorkerLimits limits;
  private final ResourceWatch watch;
  private final @Nullable Path file;
  private final WorkerMemory memory;
  private final CompletableFuture<Integer> exit;
  private volatile boolean busy = true;
  private volatile boolean touched;
  private volatile boolean overfilled;

  /// @param file to be deleted once the process is gone; null without
  WorkerProcess(
      Process process,
      OutputPipe output,
      WorkerLimits limits,
      ResourceWatch watch,
      @Nullable Path file) {
    this.process = process;
    this.output = output;
    this.limits = limits;
    this.watch = watch;
    this.file = file;
    this.memory = new WorkerMemory(process.pid());
    watch.add(this);
    this.exit = process.onExit().thenApply(this::ended);
  }

  public long pid() {
    return process.pid();
  }

  WorkerLimits limits() {
    return limits;
  }

  /// Completed with the exit status once the process is gone; what it left behind is killed by then.
  public CompletableFuture<Integer> exit() {
    return exit;
  }

  private int ended(Process ended) {
    watch.remove(this);
    Posix.signalGroup(ended.pid(), Posix.KILL);
    output.drain();
    output.abandon();
    deleteFile();
    return ended.exitValue();
  }

  private void deleteFile() {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.debug("{} stays until the dispatcher's next start", file, e);
    }
  }

  /// Hands everything written so far to the output's receiver; returns at once.
  public void drainOutput() {
    output.drain();
  }

  /// Says whether an invocation runs: a busy worker is watched more closely.
  public void busy(boolean now) {
    busy = now;
    if (now) {
      touched = true;
    }
  }

  /// Whether it has been busy since this was last asked.
  boolean takeActive() {
    boolean active = busy || touched;
    touched = false;
    return active;
  }

  int measureMemoryMb() {
    return memory.currentMb();
  }

  /// The most memory the worker has been seen to use, in MB; at least 1.
  public int peakMemoryMb() {
    memory.currentMb();
    return Math.max(1, memory.peakMb());
  }

  void overfilled() {
    overfilled = true;
  }

  /// Whether it was killed for what it left in its `/tmp`, which must not serve another worker then.
  public boolean hasOverfilled() {
    return overfilled;
  }

  /// Ends the process and its descendants; returns before they are gone.
  public void kill() {
    if (process.isAlive()) {
      Posix.signalGroup(process.pid(), Posix.KILL);
    }
  }
}
