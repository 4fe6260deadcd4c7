package dev.tripline.runtime;

import dev.tripline.runtime.language.UnstartableException;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The workers of one function version, and the invocations that wait for one.
///
/// An idle worker is used at once, the one used last first. Below as many workers as cores, one more is
/// started at once; beyond, or while a worker that has answered is on its way back, an invocation first
/// waits a moment for a busy worker, which is mostly the faster way.
final class FunctionPool {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionPool.class);
  private static final int CORES = Runtime.getRuntime().availableProcessors();
  private static final long HANDOVER_NANOS = 1_000_000;

  private final FunctionSpec spec;
  private final PoolContext context;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final Deque<Invocation> queue = new ArrayDeque<>();
  private final Set<Worker> live = new HashSet<>();
  private final Deque<Path> spareTemporaries = new ArrayDeque<>();
  private final AtomicInteger returning = new AtomicInteger();
  private int slots; // live workers and those about to be started
  private boolean retired;

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

  long deadlineMillis(Invocation invocation) {
    return context.clock().millis() + spec.timeout().toMillis();
  }

  private sealed interface Entry {
    record Use(Worker worker) implements Entry {}

    record Start() implements Entry {}

    record Queued() implements Entry {}
  }

  /// Blocks until the invocation is over, one way or the other.
  Outcome run(Invocation invocation) throws InterruptedException {
    try {
      while (true) {
        switch (enter(invocation)) {
          case Entry.Use(Worker worker) -> {
            if (worker.deliver(invocation, false)) {
              return finish(invocation, invocation.deliveredNanos());
            }
          }
          case Entry.Start() -> {
            return start(invocation);
          }
          case Entry.Queued() -> {
            return queued(invocation);
          }
        }
      }
    } catch (InterruptedException e) {
      abandon(invocation);
      throw e;
    }
  }

  private Entry enter(Invocation invocation) {
    lock.lock();
    try {
      Worker worker = idle.pollFirst();
      if (worker != null) {
        return new Entry.Use(worker);
      }
      if (slots < CORES && returning.get() == 0) {
        slots++;
        return new Entry.Start();
      }
      queue.addLast(invocation);
      return new Entry.Queued();
    } finally {
      lock.unlock();
    }
  }

  private Outcome queued(Invocation invocation) throws InterruptedException {
    long deadline = System.nanoTime() + context.settings().pool().scaleOutDelay().toNanos();
    while (!invocation.await(invocation::isDelivered, deadline)) {
      if (leaveQueue(invocation)) {
        return start(invocation);
      }
      deadline = System.nanoTime() + HANDOVER_NANOS; // a worker is just being given to it
    }
    return finish(invocation, invocation.deliveredNanos());
  }

  private boolean leaveQueue(Invocation invocation) {
    lock.lock();
    try {
      boolean left = queue.remove(invocation);
      if (left) {
        slots++;
      }
      return left;
    } finally {
      lock.unlock();
    }
  }

  /// Starts a worker for the invocation; if it does not come up, once more under the function's own
  /// timeout, as AWS does.
  private Outcome start(Invocation invocation) throws InterruptedException {
    Duration initTimeout = context.settings().limits().initTimeout();
    Outcome failure = launch(invocation, System.nanoTime() + initTimeout.toNanos());
    if (failure == null) {
      return finish(invocation, invocation.deliveredNanos());
    }
    if (!(failure instanceof Outcome.Failed) || isFinal(failure)) {
      return failure;
    }
    LOG.debug("A worker of {} did not come up and is started once more", spec.functionName());
    lock.lock();
    try {
      slots++;
    } finally {
      lock.unlock();
    }
    long began = System.nanoTime();
    Outcome again = launch(invocation, began + spec.timeout().toNanos());
    return again == null ? finish(invocation, began) : again;
  }

  private static boolean isFinal(Outcome failure) {
    return failure instanceof Outcome.Crashed crashed
        && "Runtime.InvalidEntrypoint".equals(crashed.errorType());
  }

  /// @return null once the worker has the invocation
  private @Nullable Outcome launch(Invocation invocation, long deadlineNanos)
      throws InterruptedException {
    String id = invocation.request().requestId();
    if (!context.capacity().reserve(spec.memoryMb())) {
      leaveSlot();
      return new Outcome.Throttled("ConcurrentInvocationLimitExceeded", null);
    }
    boolean handedOver = false;
    try {
      context.launcher().launch(this, invocation, temporary());
      handedOver = true;
    } catch (UnstartableException e) {
      return Payloads.crashed(id, e.errorType(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      LOG.error(
          "No worker of {} can be started; the invocation is not run", spec.functionName(), e);
      return new Outcome.Unreachable("a worker process could not be started: " + e.getMessage());
    } finally {
      if (!handedOver) {
        context.capacity().release(spec.memoryMb());
        leaveSlot();
      }
    }
    if (!invocation.await(invocation::isDeliveredOrFailed, deadlineNanos)) {
      stopStarting(invocation);
      if (!invocation.isDelivered()) {
        return Payloads.timedOut(id, spec.timeout());
      }
    }
    return invocation.isDelivered() ? null : Objects.requireNonNull(invocation.takeInitFailure());
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
    lock.lock();
    try {
      queue.remove(invocation);
    } finally {
      lock.unlock();
    }
    Worker worker = invocation.worker();
    if (invocation.complete(new Outcome.Unreachable("the caller was interrupted"))
        && worker != null) {
      worker.stop();
    }
  }

  private void stopStarting(Invocation invocation) {
    Worker found = null;
    lock.lock();
    try {
      for (Worker worker : live) {
        if (worker.isReservedFor(invocation)) {
          found = worker;
        }
      }
    } finally {
      lock.unlock();
    }
    if (found != null) {
      found.replace();
    }
  }

  /// A worker has answered and will soon ask for work.
  void answered() {
    returning.incrementAndGet();
  }

  /// A worker that had answered asks for work, or never will.
  void returned() {
    returning.decrementAndGet();
  }

  /// A worker process runs; it is not up yet.
  void started(Worker worker) {
    lock.lock();
    try {
      live.add(worker);
    } finally {
      lock.unlock();
    }
  }

  /// A worker asks for work.
  ///
  /// @param reserved the invocation it was started for; null if it has had that
  void ready(Worker worker, @Nullable Invocation reserved) {
    Invocation next = reserved != null && !reserved.isOver() ? reserved : null;
    boolean cold = next != null;
    while (true) {
      boolean stop = false;
      lock.lock();
      try {
        while (next == null && !queue.isEmpty()) {
          next = queue.pollFirst();
        }
        if (next == null) {
          stop = retired;
          if (!retired) {
            idle.addFirst(worker);
          }
        }
      } finally {
        lock.unlock();
      }
      if (stop) {
        worker.stop();
      }
      if (next == null || worker.deliver(next, cold)) {
        return;
      }
      requeue(next);
      return;
    }
  }

  private void requeue(Invocation invocation) {
    lock.lock();
    try {
      queue.addFirst(invocation);
    } finally {
      lock.unlock();
    }
  }

  /// A worker is gone or about to be; called once or more.
  void gone(Worker worker) {
    boolean first;
    lock.lock();
    try {
      idle.remove(worker);
      first = live.remove(worker);
      if (first) {
        slots--;
      }
    } finally {
      lock.unlock();
    }
    if (first) {
      context.capacity().release(spec.memoryMb());
    }
  }

  /// The process has ended; its `/tmp` serves the next worker, as AWS keeps it over a crash.
  void vacated(Path temporary) {
    boolean keep;
    lock.lock();
    try {
      keep = !retired && spareTemporaries.size() < CORES;
      if (keep) {
        spareTemporaries.addFirst(temporary);
      }
    } finally {
      lock.unlock();
    }
    if (!keep) {
      Temporaries.remove(temporary);
    }
  }

  private Path temporary() throws IOException {
    lock.lock();
    try {
      Path spare = spareTemporaries.pollFirst();
      if (spare != null) {
        return spare;
      }
    } finally {
      lock.unlock();
    }
    return context.temporaries().create();
  }

  private void leaveSlot() {
    lock.lock();
    try {
      slots--;
    } finally {
      lock.unlock();
    }
  }

  /// Idle workers stop now, the others as they fall idle.
  void retire() {
    List<Worker> stop;
    List<Path> remove;
    lock.lock();
    try {
      retired = true;
      stop = List.copyOf(idle);
      idle.clear();
      remove = List.copyOf(spareTemporaries);
      spareTemporaries.clear();
    } finally {
      lock.unlock();
    }
    stop.forEach(Worker::stop);
    remove.forEach(Temporaries::remove);
  }

  boolean isRetiredAndEmpty() {
    lock.lock();
    try {
      return retired && slots == 0 && queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Stops what has been idle since before the given moment.
  void reap(long beforeNanos) {
    while (true) {
      Worker worker;
      lock.lock();
      try {
        worker = idle.peekLast();
        if (worker == null || worker.idleSinceNanos() - beforeNanos > 0) {
          return;
        }
        idle.removeLast();
      } finally {
        lock.unlock();
      }
      worker.stop();
    }
  }

  /// Since when the worker that was used longest ago is idle.
  OptionalLong oldestIdleNanos() {
    lock.lock();
    try {
      Worker worker = idle.peekLast();
      return worker == null ? OptionalLong.empty() : OptionalLong.of(worker.idleSinceNanos());
    } finally {
      lock.unlock();
    }
  }

  void stopAll() {
    List<Worker> all;
    lock.lock();
    try {
      all = List.copyOf(live);
    } finally {
      lock.unlock();
    }
    all.forEach(Worker::stop);
  }
}
