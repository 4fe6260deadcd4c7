package dev.tripline.runtime.pool;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The workers of a function, the idle ones among them, and the invocations that wait. Bookkeeping only: it
/// never starts, stops or calls a worker. Safe for use by many threads.
final class WorkerSet {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  /// Starts beyond that many at once only slow one another down.
  private static final int MOST_STARTING = 2 * CORES;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final Deque<WorkerInvocation> queue = new ArrayDeque<>();
  private final Set<Worker> live = new HashSet<>();
  private final Deque<Path> spareTemporaries = new ArrayDeque<>();
  private final AtomicInteger returning = new AtomicInteger();
  private int starting;
  private int kept; // so many live workers are not stopped for being idle
  private boolean retired;

  /// The next step of an invocation.
  sealed interface Entry {
    record Use(Worker worker) implements Entry {}

    /// Start a worker; [#startEnded] must follow.
    record Start() implements Entry {}

    record Wait() implements Entry {}
  }

  /// The next step of an invocation that has waited.
  enum Turn {
    START,
    WAIT_ON,
    /// A worker is just being given to it.
    CHOSEN
  }

  /// An invocation comes in.
  Entry enter(WorkerInvocation invocation) {
    return locked(() -> {
      Worker worker = idle.pollFirst();
      if (worker != null) {
        return new Entry.Use(worker);
      }
      if (live.size() + starting < CORES && returning.get() == 0) {
        starting++;
        return new Entry.Start();
      }
      queue.addLast(invocation);
      return new Entry.Wait();
    });
  }

  /// An invocation has waited long enough for a busy worker.
  Turn turn(WorkerInvocation invocation) {
    return locked(() -> {
      if (!queue.contains(invocation)) {
        return Turn.CHOSEN;
      }
      if (starting >= MOST_STARTING) {
        return Turn.WAIT_ON;
      }
      queue.remove(invocation);
      starting++;
      return Turn.START;
    });
  }

  /// A start outside of [#enter] and [#turn]; [#startEnded] must follow.
  void startBegins() {
    run(() -> starting++);
  }

  /// A start has succeeded or failed.
  void startEnded() {
    run(() -> starting--);
  }

  void leaveQueue(WorkerInvocation invocation) {
    run(() -> queue.remove(invocation));
  }

  void requeue(WorkerInvocation invocation) {
    run(() -> queue.addFirst(invocation));
  }

  void answered() {
    returning.incrementAndGet();
  }

  void returned() {
    returning.decrementAndGet();
  }

  boolean hasReturning() {
    return returning.get() > 0;
  }

  void add(Worker worker) {
    run(() -> live.add(worker));
  }

  /// @return whether it was still there
  boolean remove(Worker worker) {
    return locked(() -> {
      idle.remove(worker);
      return live.remove(worker);
    });
  }

  /// The answer to a worker that asks for work.
  ///
  /// @param invocation null if there is none
  /// @param stop whether the worker is not needed any more; otherwise, without work, it is idle now
  record Assignment(@Nullable WorkerInvocation invocation, boolean stop) {}

  Assignment assign(Worker worker) {
    return locked(() -> {
      WorkerInvocation next = queue.pollFirst();
      if (next == null && !retired) {
        idle.addFirst(worker);
      }
      return new Assignment(next, next == null && retired);
    });
  }

  @Nullable Worker startedFor(WorkerInvocation invocation) {
    for (Worker worker : all()) {
      if (worker.isReservedFor(invocation)) {
        return worker;
      }
    }
    return null;
  }

  int idle() {
    return locked(idle::size);
  }

  List<Worker> all() {
    return locked(() -> List.copyOf(live));
  }

  /// Takes the worker that was used longest ago out, if it has been idle since before that moment.
  @Nullable Worker pollIdleSince(long beforeNanos) {
    lock.lock();
    try {
      Worker worker = spareIdle();
      if (worker == null || worker.idleSinceNanos() - beforeNanos > 0) {
        return null;
      }
      return idle.pollLast();
    } finally {
      lock.unlock();
    }
  }

  /// Takes an idle worker out of which the condition is true, kept or not.
  @Nullable Worker pollIdle(Predicate<Worker> condition) {
    lock.lock();
    try {
      for (Worker worker : idle) {
        if (condition.test(worker)) {
          idle.remove(worker);
          return worker;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  OptionalLong oldestIdleNanos() {
    return locked(() -> {
      Worker worker = spareIdle();
      return worker == null ? OptionalLong.empty() : OptionalLong.of(worker.idleSinceNanos());
    });
  }

  /// The worker that was used longest ago, unless it is one of those to be kept.
  private @Nullable Worker spareIdle() {
    return live.size() > kept ? idle.peekLast() : null;
  }

  /// Keeps so many workers from being stopped for being idle, until they retire.
  void keep(int wanted) {
    run(() -> kept = wanted);
  }

  /// The number of workers that are missing from those to be kept; those that are being started count as there.
  int missing() {
    return locked(() -> retired ? 0 : Math.max(0, kept - live.size() - starting));
  }

  /// The number of workers that have come up.
  int up() {
    return (int) all().stream().filter(Worker::isUp).count();
  }

  /// From now on workers that fall idle are stopped.
  ///
  /// @return those that are idle now
  List<Worker> retire() {
    return locked(() -> {
      retired = true;
      kept = 0;
      List<Worker> stop = List.copyOf(idle);
      idle.clear();
      return stop;
    });
  }

  boolean isRetired() {
    return locked(() -> retired);
  }

  boolean isRetiredAndEmpty() {
    return locked(() -> retired && live.isEmpty() && starting == 0 && queue.isEmpty());
  }

  /// @return false if the directory is not wanted
  boolean keepTemporary(Path temporary) {
    return locked(() -> {
      boolean keep = !retired && spareTemporaries.size() < CORES;
      if (keep) {
        spareTemporaries.addFirst(temporary);
      }
      return keep;
    });
  }

  @Nullable Path pollTemporary() {
    lock.lock();
    try {
      return spareTemporaries.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  private void run(Runnable step) {
    lock.lock();
    try {
      step.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }
}
