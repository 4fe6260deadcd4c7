package dev.tripline.runtime.process;

import dev.tripline.runtime.cgroup.WorkerGroup;
import dev.tripline.runtime.sandbox.Temporary;
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
  private final HostResources host;
  private final @Nullable WorkerFileSystems fileSystems;
  private final WorkerMemory memory;
  private final CompletableFuture<Integer> exit;
  private volatile boolean busy = true;
  private volatile boolean touched;
  private volatile boolean overfilled;

  WorkerProcess(
      Process process,
      OutputPipe output,
      WorkerLimits limits,
      ResourceWatch watch,
      HostResources host) {
    this.process = process;
    this.output = output;
    this.limits = limits;
    this.watch = watch;
    this.host = host;
    this.fileSystems =
        limits.temporary() instanceof Temporary.InMemory
            ? new WorkerFileSystems(process.pid())
            : null;
    this.memory = new WorkerMemory(process.pid(), fileSystems);
    Orphans.started(process.pid());
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
    Orphans.ended(ended.pid());
    WorkerGroup group = host.group();
    if (group != null && group.ranOutOfMemory()) {
      LOG.info("Worker {} took more memory than its control group has and was killed", ended.pid());
    }
    host.remove();
    return ended.exitValue();
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

  WorkerMemory.Figures measure(boolean thoroughly, int mostThreads) {
    return memory.measure(thoroughly, mostThreads);
  }

  /// Null without.
  @Nullable WorkerGroup group() {
    return host.group();
  }

  /// Null if it has none of its own.
  @Nullable WorkerFileSystems fileSystems() {
    return fileSystems;
  }

  /// The most memory that was resident in the worker, in MB; at least 1. A measurement costs more than a
  /// short invocation, so one of the last 200 ms will do for these: a busy worker is measured several
  /// times a second anyway.
  ///
  /// @param now whether to measure now
  public int peakMemoryMb(boolean now) {
    if (now || memory.isOld()) {
      memory.measure(false, Integer.MAX_VALUE);
    }
    return Math.max(1, memory.peakResidentMb());
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
      WorkerGroup group = host.group();
      if (group != null) {
        group.kill();
      }
    }
  }
}
