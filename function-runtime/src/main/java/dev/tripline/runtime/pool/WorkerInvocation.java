package dev.tripline.runtime.pool;

import dev.tripline.runtime.log.LogTail;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.TraceContext;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One attempt on its way through a worker. The thread that asked for it waits here; every deadline
/// belongs to it, never to a worker, so an old one cannot hurt a later invocation.
public final class WorkerInvocation {
  private final InvocationRequest request;
  private final String arn;
  private final TraceContext trace;
  private final Purpose purpose;
  private final Thread waiter = Thread.currentThread();
  private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
  private volatile @Nullable Worker worker;
  private volatile @Nullable Outcome initFailure;
  private volatile byte @Nullable [] logTail;
  private volatile long deliveredNanos;
  private volatile int starts;

  public WorkerInvocation(InvocationRequest request, String arn, TraceContext trace) {
    this(request, arn, trace, Purpose.CALL);
  }

  private WorkerInvocation(
      InvocationRequest request, String arn, TraceContext trace, Purpose purpose) {
    this.request = request;
    this.arn = arn;
    this.trace = trace;
    this.purpose = purpose;
  }

  private enum Purpose {
    CALL,
    WARM_UP,
    TRAINING
  }

  /// Stands for nobody's call: the worker that is started for it is idle once it has come up.
  static WorkerInvocation warmUp(String functionName) {
    return nobodys(functionName, Purpose.WARM_UP);
  }

  /// Likewise: the worker writes a start cache once it has come up, and ends.
  static WorkerInvocation training(String functionName) {
    return nobodys(functionName, Purpose.TRAINING);
  }

  private static WorkerInvocation nobodys(String functionName, Purpose purpose) {
    InvocationRequest nothing =
        new InvocationRequest(
            "warm-up", FunctionTarget.latest(functionName), new byte[0], 1, false, null, 0);
    return new WorkerInvocation(
        nothing, "", TraceContext.derived(nothing.requestId(), Instant.EPOCH), purpose);
  }

  boolean isWarmUp() {
    return purpose == Purpose.WARM_UP;
  }

  boolean isTraining() {
    return purpose == Purpose.TRAINING;
  }

  /// Whether the start of a worker has come to its purpose.
  boolean isServed() {
    return isDelivered() || (purpose != Purpose.CALL && isOver());
  }

  /// @param sampled whether the function's traces are kept in any case
  String traceHeader(boolean sampled) {
    return trace.amazon(sampled || trace.sampled(), request.recursionDepth());
  }

  InvocationRequest request() {
    return request;
  }

  /// Whether it may start now. If the right to it was lost while it waited, it ends here.
  boolean mayStart() {
    if (request.right().holds()) {
      return true;
    }
    complete(new Outcome.Unreachable("the right to start it was lost before a worker was free"));
    return false;
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

  /// A worker is about to be started for it; by the thread that waits.
  void startBegins() {
    int before = starts;
    starts = before + 1;
  }

  /// Whether a start that fails ends it: there are two.
  boolean isLastStart() {
    return starts > 1;
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

  /// Keeps the tail behind that of an earlier start.
  void keepLog(byte @Nullable [] tail) {
    byte[] before = logTail;
    if (tail == null || before == null) {
      logTail = tail == null ? before : tail;
      return;
    }
    LogTail both = new LogTail();
    both.add(before, before.length);
    both.add(tail, tail.length);
    logTail = both.bytes();
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
