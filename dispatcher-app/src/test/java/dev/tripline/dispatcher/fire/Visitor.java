package dev.tripline.dispatcher.fire;

import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.proof.order.BatchFunction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A third dispatcher that comes and goes through the whole fire, in order each time, so that the
/// others hand over to it and take back. That is no fault: nothing may run twice because of it.
/// It counts as having come when the function was given records by it.
final class Visitor implements AutoCloseable {
  private static final Duration WORK_LIMIT = Duration.ofSeconds(60);
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(40);
  private static final Duration LEAST_STAY = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(250);

  private final AppProcess.Plan plan;
  private final BatchFunction function;
  private final Duration interval;
  private final List<Fault> faults;
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger rebalances = new AtomicInteger();
  private final AtomicInteger idle = new AtomicInteger();
  private final Thread thread;
  private Duration startup = Duration.ofSeconds(5);

  /// @param interval between coming and going, on the average: it stays shorter where starting takes
  ///     long
  /// @param faults to which it is added if it must be killed
  Visitor(AppProcess.Plan plan, BatchFunction function, Duration interval, List<Fault> faults) {
    this.plan = plan;
    this.function = function;
    this.interval = interval;
    this.faults = faults;
    this.thread = Thread.ofVirtual().name("visitor").start(this::comeAndGo);
  }

  private void comeAndGo() {
    try {
      while (!over.await(interval.minus(startup).toMillis(), TimeUnit.MILLISECONDS)) {
        visitIfPossible();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void visitIfPossible() throws InterruptedException {
    try {
      visit();
    } catch (IllegalStateException e) {
      System.out.println("the third dispatcher did not come, and tries again: " + e.getMessage());
      idle.incrementAndGet();
    }
  }

  private void visit() throws InterruptedException {
    long from = System.currentTimeMillis();
    try (AppProcess visitor = AppProcess.start(plan)) {
      startup = visitor.startup();
      boolean working = awaitWork(visitor.pid());
      if (working) {
        rebalances.incrementAndGet();
        boolean _ = over.await(stay().toMillis(), TimeUnit.MILLISECONDS);
      }
      if (!visitor.stop(LEAVE_LIMIT)) {
        System.out.println("the third dispatcher does not leave:\n" + visitor.outputTail(30));
        faults.add(new Fault("third dispatcher killed", from, System.currentTimeMillis()));
      } else if (working) {
        rebalances.incrementAndGet();
      } else if (over.getCount() > 0) {
        idle.incrementAndGet();
      }
    }
  }

  private Duration stay() {
    Duration left = interval.multipliedBy(2).minus(startup);
    Duration most = left.compareTo(interval) < 0 ? left : interval;
    return most.compareTo(LEAST_STAY) < 0 ? LEAST_STAY : most;
  }

  private boolean awaitWork(long pid) throws InterruptedException {
    long deadline = System.nanoTime() + WORK_LIMIT.toNanos();
    while (function.runsBy(pid) == 0) {
      if (System.nanoTime() > deadline || over.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /// How often it came and was given work, and went from it.
  int rebalances() {
    return rebalances.get();
  }

  /// How often it came and got nothing to do.
  int idle() {
    return idle.get();
  }

  /// Waits until it has left for good.
  void stop() throws InterruptedException {
    over.countDown();
    thread.join();
  }

  /// Ends it at once.
  @Override
  public void close() {
    thread.interrupt();
    try {
      stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
