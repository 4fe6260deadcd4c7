package dev.tripline.runtime;

import dev.tripline.runtime.language.UnstartableException;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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
final class FunctionPool {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionPool.class);
  private static final long HANDOVER_NANOS = 1_000_000;
  private static final long LONGEST_WAIT_NANOS = 100_000_000;

  private final FunctionSpec spec;
  private final PoolContext context;
  private final WorkerSet workers = new WorkerSet();

  FunctionPool(FunctionSpec spec, PoolContext context) {
    this.spec = spec;
    this.context = context;
  }

  FunctionSpec spec() {
    return spec;
  }

  int responseLimit() {
    return context.settings().limits().responseBytes();
  }

  long deadlineMillis() {
    return context.clock().millis() + spec.timeout().toMillis();
  }

  /// Blocks until the invocation is over, one way or the other.
  Outcome run(Invocation invocation) throws InterruptedException {
    try {
      while (true) {
        switch (workers.enter(invocation)) {
          case WorkerSet.Entry.Use(Worker worker) -> {
            if (worker.deliver(invocation, false)) {
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
    } catch (InterruptedException e) {
      abandon(invocation);
      throw e;
    }
  }

  private Outcome queued(Invocation invocation) throws InterruptedException {
    long wait = context.settings().pool().scaleOutDelay().toNanos();
    long deadline = System.nanoTime() + wait;
    while (!invocation.await(invocation::isDelivered, deadline)) {
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
  private Outcome start(Invocation invocation) throws InterruptedException {
    Duration initTimeout = context.settings().limits().initTimeout();
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
  /// @return null once the worker has the invocation
  private @Nullable Outcome launch(Invocation invocation, long deadlineNanos)
      throws InterruptedException {
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
        if (!invocation.isDelivered()) {
          return Payloads.timedOut(invocation.request().requestId(), spec.timeout());
        }
      }
    } finally {
      workers.startEnded();
    }
    return invocation.isDelivered() ? null : Objects.requireNonNull(invocation.takeInitFailure());
  }

  private @Nullable Outcome tryLaunch(Invocation invocation) throws InterruptedException {
    if (!context.capacity().reserve(spec.memoryMb())) {
      workers.neverStarted();
      return new Outcome.Throttled("ConcurrentInvocationLimitExceeded", null);
    }
    boolean handedOver = false;
    try {
      context.launcher().launch(this, invocation, temporary());
      handedOver = true;
      return null;
    } catch (UnstartableException e) {
      String id = invocation.request().requestId();
      return Payloads.crashed(id, e.errorType(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.error(
          "No worker of {} can be started; the invocation is not run", spec.functionName(), e);
      return new Outcome.Unreachable("a worker process could not be started: " + e.getMessage());
    } finally {
      if (!handedOver) {
        workers.neverStarted();
        context.capacity().release(spec.memoryMb());
      }
    }
  }

  /// Waits for the answer until the function's timeout, counted from `beganNanos`.
  private Outcome finish(Invocation invocation, long beganNanos) throws InterruptedException {
    long deadline = beganNanos + spec.timeout().toNanos();
    if (!invocation.await(invocation::isOver, deadline)) {
      Outcome timedOut = Payloads.timedOut(invocation.request().requestId(), spec.timeout());
      if (invocation.complete(timedOut)) {
        Worker worker = Objects.requireNonNull(invocation.worker());
        worker.resources().report().end(invocation, timedOut);
        worker.replace();
      }
    }
    return Objects.requireNonNull(invocation.outcome());
  }

  private void abandon(Invocation invocation) {
    workers.leaveQueue(invocation);
    if (invocation.complete(new Outcome.Unreachable("the caller was interrupted"))) {
      Worker worker = invocation.worker();
      if (worker != null) {
        worker.replace();
      }
    }
  }

  /// A worker process runs; it is not up yet.
  void started(Worker worker) {
    workers.add(worker);
  }

  /// A worker has answered and will soon ask for work.
  void answered() {
    workers.answered();
  }

  /// A worker that had answered asks for work, or never will.
  void returned() {
    workers.returned();
  }

  /// A worker asks for work.
  ///
  /// @param reserved the invocation it was started for; null if it has had that
  void ready(Worker worker, @Nullable Invocation reserved) {
    if (reserved != null && !reserved.isOver()) {
      if (!worker.deliver(reserved, true)) {
        reserved.initFailed(Payloads.exited(reserved.request().requestId(), 0));
      }
      return;
    }
    WorkerSet.Assignment assignment = workers.assign(worker);
    Invocation next = assignment.invocation();
    if (assignment.stop()) {
      worker.stop();
    } else if (next != null && !worker.deliver(next, false)) {
      workers.requeue(next);
    }
  }

  /// A worker is gone or about to be; called once or more.
  void gone(Worker worker) {
    if (workers.remove(worker)) {
      context.capacity().release(spec.memoryMb());
    }
  }

  /// A process has ended unexpectedly; its `/tmp` serves the next worker, as AWS keeps it.
  void vacated(Path temporary) {
    if (!workers.keepTemporary(temporary)) {
      Temporaries.remove(temporary);
    }
  }

  private Path temporary() throws IOException {
    Path spare = workers.pollTemporary();
    return spare == null ? context.temporaries().create() : spare;
  }

  /// Idle workers stop now, the others as they fall idle.
  void retire() {
    workers.retire().forEach(Worker::stop);
    for (Path spare = workers.pollTemporary(); spare != null; spare = workers.pollTemporary()) {
      Temporaries.remove(spare);
    }
  }

  boolean isRetiredAndEmpty() {
    return workers.isRetiredAndEmpty();
  }

  /// Stops what has been idle since before the given moment.
  void reap(long beforeNanos) {
    for (Worker worker = workers.pollIdleSince(beforeNanos);
        worker != null;
        worker = workers.pollIdleSince(beforeNanos)) {
      worker.stop();
    }
  }

  /// Since when the worker that was used longest ago is idle.
  OptionalLong oldestIdleNanos() {
    return workers.oldestIdleNanos();
  }

  void stopAll() {
    workers.all().forEach(Worker::stop);
  }
}
