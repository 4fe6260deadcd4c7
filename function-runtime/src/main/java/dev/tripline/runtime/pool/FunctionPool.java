package dev.tripline.runtime.pool;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.RuntimeSettings;
import dev.tripline.runtime.language.UnstartableException;
import dev.tripline.runtime.process.Temporaries;
import dev.tripline.runtime.report.Payloads;
import dev.tripline.runtime.sandbox.Temporary;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the invocations of one function version on its workers.
///
/// An idle worker is used at once, the one used last first. Below as many workers as cores, one more is
/// started at once; beyond, or while a worker that has answered is on its way back, an invocation first
/// waits a moment for a busy worker, which is mostly the faster way.
public final class FunctionPool implements WorkerListener {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionPool.class);
  private static final long HANDOVER_NANOS = 1_000_000;
  private static final long LONGEST_WAIT_NANOS = 100_000_000;

  private final FunctionSpec spec;
  private final RuntimeSettings settings;
  private final WorkerLauncher launcher;
  private final Capacity capacity;
  private final InvocationTerms terms;
  private final WorkerSet workers = new WorkerSet();
  private final WarmWorkers warm;

  public FunctionPool(
      FunctionSpec spec,
      RuntimeSettings settings,
      WorkerLauncher launcher,
      Capacity capacity,
      InstantSource clock) {
    this.spec = spec;
    this.settings = settings;
    this.launcher = launcher;
    this.capacity = capacity;
    this.warm = new WarmWorkers(spec.functionName(), this::startMissing);
    this.terms =
        new InvocationTerms(
            spec.timeout(), settings.limits().responseBytes(), clock, spec.traced());
  }

  /// Blocks until the invocation is over, one way or the other.
  public Outcome run(WorkerInvocation invocation) throws InterruptedException {
    try {
      while (invocation.mayStart()) {
        switch (workers.enter(invocation)) {
          case WorkerSet.Entry.Use(Worker worker) -> {
            if (worker.isOutdated()) {
              worker.stop();
            } else if (worker.deliver(invocation, false)) {
              return finish(invocation, invocation.deliveredNanos());
            }
          }
          case WorkerSet.Entry.Start() -> {
            return start(invocation);
          }
          case WorkerSet.Entry.Wait() -> {
            return queued(invocation);
          }
        }
      }
      return Objects.requireNonNull(invocation.outcome());
    } catch (InterruptedException e) {
      abandon(invocation);
      throw e;
    }
  }

  private Outcome queued(WorkerInvocation invocation) throws InterruptedException {
    long wait = settings.pool().scaleOutDelay().toNanos();
    long deadline = System.nanoTime() + wait;
    while (!invocation.await(invocation::isDeliveredOrFailed, deadline)) {
      switch (workers.turn(invocation)) {
        case START -> {
          return start(invocation);
        }
        case WAIT_ON -> {
          wait = Math.min(2 * wait, Math.max(wait, LONGEST_WAIT_NANOS));
          deadline = System.nanoTime() + wait;
        }
        case CHOSEN -> deadline = System.nanoTime() + HANDOVER_NANOS;
      }
    }
    return finish(invocation, invocation.deliveredNanos());
  }

  /// Starts a worker for the invocation; if it does not come up, once more under the function's own
  /// timeout, as AWS does.
  private Outcome start(WorkerInvocation invocation) throws InterruptedException {
    Duration initTimeout = settings.limits().initTimeout();
    Outcome failure = launch(invocation, System.nanoTime() + initTimeout.toNanos());
    if (failure == null) {
      return finish(invocation, invocation.deliveredNanos());
    }
    if (!(failure instanceof Outcome.Failed failed)
        || "Runtime.InvalidEntrypoint".equals(failed.errorType())) {
      return failure;
    }
    LOG.debug("A worker of {} did not come up and is started once more", spec.functionName());
    workers.startBegins();
    long began = System.nanoTime();
    Outcome again = launch(invocation, began + spec.timeout().toNanos());
    return again == null ? finish(invocation, began) : again;
  }

  /// Ends a start that was begun in the worker set.
  ///
  /// @return null once the worker has the invocation, or it is over
  private @Nullable Outcome launch(WorkerInvocation invocation, long deadlineNanos)
      throws InterruptedException {
    invocation.startBegins();
    try {
      Outcome refused = tryLaunch(invocation);
      if (refused != null) {
        return refused;
      }
      if (!invocation.await(invocation::isDeliveredOrFailed, deadlineNanos)) {
        Worker hanging = workers.startedFor(invocation);
        if (hanging != null) {
          hanging.replace();
        }
        if (!invocation.isServed()) {
          Outcome timedOut = Payloads.timedOut(invocation.request().requestId(), spec.timeout());
          if (hanging != null) {
            hanging.resources().endStart(invocation, timedOut);
          }
          return timedOut;
        }
      }
    } finally {
      workers.startEnded();
    }
    return invocation.isDelivered() || invocation.isOver()
        ? null
        : Objects.requireNonNull(invocation.takeInitFailure());
  }

  private @Nullable Outcome tryLaunch(WorkerInvocation invocation) throws InterruptedException {
    if (!capacity.reserve(spec.memoryMb())) {
      return new Outcome.Throttled("ConcurrentInvocationLimitExceeded", null);
    }
    boolean handedOver = false;
    try {
      launcher.launch(spec, this, terms, invocation, temporary());
      handedOver = true;
      return null;
    } catch (UnstartableException e) {
      String id = invocation.request().requestId();
      Outcome unstartable = Payloads.crashed(id, e.errorType(), String.valueOf(e.getMessage()));
      launcher.logUnstartable(spec, terms, invocation, unstartable);
      return unstartable;
    } catch (IOException e) {
      LOG.error(
          "No worker of {} can be started; the invocation is not run", spec.functionName(), e);
      return new Outcome.Unreachable("a worker process could not be started: " + e.getMessage());
    } finally {
      if (!handedOver) {
        capacity.release(spec.memoryMb());
      }
    }
  }

  /// Waits for the answer until the function's timeout, counted from `beganNanos`.
  private Outcome finish(WorkerInvocation invocation, long beganNanos) throws InterruptedException {
    long deadline = beganNanos + spec.timeout().toNanos();
    if (!invocation.await(invocation::isOver, deadline)) {
      Outcome timedOut = Payloads.timedOut(invocation.request().requestId(), spec.timeout());
      if (invocation.complete(timedOut)) {
        Worker worker = Objects.requireNonNull(invocation.worker());
        worker.resources().endReport(invocation, timedOut);
        worker.replace();
      }
    }
    return Objects.requireNonNull(invocation.outcome());
  }

  private void abandon(WorkerInvocation invocation) {
    workers.leaveQueue(invocation);
    if (invocation.complete(new Outcome.Unreachable("the caller was interrupted"))) {
      Worker worker = invocation.worker();
      if (worker != null) {
        worker.replace();
      }
    }
  }

  @Override
  public void started(Worker worker) {
    workers.add(worker);
  }

  @Override
  public void answered() {
    workers.answered();
  }

  @Override
  public void returned() {
    workers.returned();
  }

  @Override
  public void ready(Worker worker, @Nullable WorkerInvocation reserved) {
    if (reserved != null && reserved.isWarmUp()) {
      reserved.complete(new Outcome.Succeeded(new byte[0]));
    } else if (reserved != null && !reserved.isOver() && reserved.mayStart()) {
      if (!worker.deliver(reserved, true)) {
        reserved.initFailed(Payloads.exited(reserved.request().requestId(), 0));
      }
      return;
    }
    if (worker.isOutdated()) {
      // Whoever waits for it starts another.
      worker.stop();
      return;
    }
    WorkerSet.Assignment assignment = workers.assign(worker);
    WorkerInvocation next = assignment.invocation();
    while (next != null && !next.mayStart()) {
      assignment = workers.assign(worker);
      next = assignment.invocation();
    }
    if (assignment.stop()) {
      worker.stop();
    } else if (next != null && !worker.deliver(next, false)) {
      workers.requeue(next);
    }
  }

  @Override
  public void gone(Worker worker) {
    if (workers.remove(worker)) {
      capacity.release(spec.memoryMb());
      warm.check();
    }
  }

  @Override
  public void vacated(Path temporary) {
    if (!workers.keepTemporary(temporary)) {
      Temporaries.remove(temporary);
    }
  }

  /// Starts a worker that nobody waits for, if one of those to be kept is missing. Blocks until it is
  /// up or has failed.
  private WarmWorkers.Start startMissing() throws InterruptedException {
    if (workers.missing() == 0) {
      return new WarmWorkers.Start.NoneMissing();
    }
    WorkerInvocation warmUp = WorkerInvocation.warmUp(spec.functionName());
    workers.startBegins();
    Outcome failure = launch(warmUp, System.nanoTime() + settings.limits().initTimeout().toNanos());
    return switch (failure) {
      case null -> new WarmWorkers.Start.Up();
      case Outcome.Succeeded _ -> new WarmWorkers.Start.Up();
      case Outcome.Failed failed ->
          new WarmWorkers.Start.Failed(failed.errorType() + ": " + failed.errorMessage());
      case Outcome.Throttled throttled -> new WarmWorkers.Start.Postponed(throttled.reason());
      case Outcome.Unreachable unreachable -> new WarmWorkers.Start.Postponed(unreachable.detail());
    };
  }

  /// Keeps so many workers up, idle or not, until another number is asked for or the pool retires.
  public void keep(int wanted) {
    workers.keep(wanted);
    warm.want(wanted);
  }

  /// How far it has come with the workers that it is to keep.
  public WarmWorkers.Progress warm() {
    return warm.progress(workers.up());
  }

  private Temporary temporary() throws IOException {
    Path spare = workers.pollTemporary();
    return spare == null ? launcher.newTemporary(spec) : new Temporary.Directory(spare);
  }

  /// Idle workers stop now, the others as they fall idle.
  public void retire() {
    warm.want(0);
    workers.retire().forEach(Worker::stop);
    for (Path spare = workers.pollTemporary(); spare != null; spare = workers.pollTemporary()) {
      Temporaries.remove(spare);
    }
  }

  /// The number of workers.
  public int size() {
    return workers.all().size();
  }

  /// Whether a worker has answered and will soon be idle.
  public boolean hasReturning() {
    return workers.hasReturning();
  }

  /// Those of them that wait for work.
  public int idle() {
    return workers.idle();
  }

  /// The function that its workers run.
  public FunctionSpec spec() {
    return spec;
  }

  /// Whether its workers are to stop.
  public boolean isRetired() {
    return workers.isRetired();
  }

  public boolean isRetiredAndEmpty() {
    return workers.isRetiredAndEmpty();
  }

  /// Stops what has been idle since before the given moment, and what is idle with credentials that
  /// serve no more.
  public void reap(long beforeNanos) {
    for (Worker worker = workers.pollIdle(Worker::isOutdated);
        worker != null;
        worker = workers.pollIdle(Worker::isOutdated)) {
      worker.stop();
    }
    for (Worker worker = workers.pollIdleSince(beforeNanos);
        worker != null;
        worker = workers.pollIdleSince(beforeNanos)) {
      worker.stop();
    }
  }

  /// Since when the worker that was used longest ago is idle.
  public OptionalLong oldestIdleNanos() {
    return workers.oldestIdleNanos();
  }

  public void stopAll() {
    workers.all().forEach(Worker::stop);
  }
}
