package dev.tripline.runtime.pool;

import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Outcome;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One attempt on its way through a worker. The thread that asked for it waits here; every deadline
/// belongs to it, never to a worker, so an old one cannot hurt a later invocation.
public final class WorkerInvocation {
  private final InvocationRequest request;
  private final String arn;
  private final Thread waiter = Thread.currentThread();
  private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
  private volatile @Nullable Worker worker;
  private volatile @Nullable Outcome initFailure;
  private volatile byte @Nullable [] logTail;
  private volatile long deliveredNanos;

  public WorkerInvocation(InvocationRequest request, String arn) {
    this.request = request;
    this.arn = arn;
  }

  InvocationRequest request() {
    return request;
  }

  String arn() {
    return arn;
  }

  /// A worker has it; from now on the function's timeout runs.
  void delivered(Worker to, boolean wake) {
    deliveredNanos = System.nanoTime();
    worker = to;
    if (wake) {
      LockSupport.unpark(waiter);
    }
  }

  boolean isDelivered() {
    return worker != null;
  }

  /// The worker it was delivered to, if it was.
  @Nullable Worker worker() {
    return worker;
  }

  long deliveredNanos() {
    return deliveredNanos;
  }

  /// The worker started for it did not come up.
  void initFailed(Outcome why) {
    initFailure = why;
    LockSupport.unpark(waiter);
  }

  /// The reason for which the worker did not come up; asked once per start.
  @Nullable Outcome takeInitFailure() {
    Outcome failure = initFailure;
    initFailure = null;
    return failure;
  }

  /// The first ending counts.
  ///
  /// @return whether this was the first
  boolean complete(Outcome ending) {
    boolean first = outcome.compareAndSet(null, ending);
    if (first) {
      LockSupport.unpark(waiter);
    }
    return first;
  }

  @Nullable Outcome outcome() {
    return outcome.get();
  }

  boolean isOver() {
    return outcome.get() != null;
  }

  boolean isDeliveredOrFailed() {
    return worker != null || initFailure != null || outcome.get() != null;
  }

  void keepLog(byte @Nullable [] tail) {
    logTail = tail;
  }

  public byte @Nullable [] logTail() {
    return logTail;
  }

  /// Blocks the thread that made this.
  ///
  /// @param deadlineNanos of [System#nanoTime]
  /// @return false if the deadline came first
  boolean await(BooleanSupplier condition, long deadlineNanos) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the caller gave up on invocation " + request.requestId());
      }
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, left);
    }
    return true;
  }
}
