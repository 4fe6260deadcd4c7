package dev.tripline.dispatcher.deadletter.shadow.run;

import dev.tripline.delivery.PollThread;
import dev.tripline.delivery.Threads;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowWork.Parts;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.redrive.DeadLetterScan;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries shadow redrives out, each on one node at a time, and forgets those that are long over. One goes on
/// where it was, whatever ended the node.
public final class ShadowRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ShadowRunner.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration CLEANING = Duration.ofMinutes(10);

  private final ShadowStore store;
  private final Parts parts;
  private final TriggerLeases leases;
  private final Duration retention;
  private final Map<String, Thread> live = new ConcurrentHashMap<>();
  private final PollThread thread;
  private long cleanedAt = System.nanoTime();

  /// @param retention for which one that is over is kept
  public ShadowRunner(Work work, TriggerLeases leases, Duration retention) {
    this.store = work.store;
    this.parts = new Parts(store, work.scan, work.dryRuns, work.allowed);
    this.leases = leases;
    this.retention = retention;
    this.thread =
        new PollThread(
            "shadow redrives",
            INTERVAL,
            this::runOnce,
            "Shadow redrives do not go on",
            "Shadow redrives stop here and go on after the next start");
  }

  /// What is run, and by what.
  ///
  /// @param allowed events that a candidate may run at once in the shadow; 0 if it is switched off
  public record Work(
      ShadowStore store,
      DeadLetterScan scan,
      DryRuns dryRuns,
      ToIntFunction<FunctionTarget> allowed) {}

  public void start() {
    thread.start();
  }

  private boolean runOnce() {
    live.values().removeIf(one -> !one.isAlive());
    for (ShadowRun run : store.running()) {
      live.computeIfAbsent(
          run.id(),
          id -> Thread.ofVirtual().name("shadow redrive " + id).start(() -> carryOn(run)));
    }
    if (System.nanoTime() - cleanedAt > CLEANING.toNanos()) {
      boolean more = true;
      while (more) {
        more = store.forget(retention);
      }
      cleanedAt = System.nanoTime();
    }
    return false;
  }

  private void carryOn(ShadowRun run) {
    TriggerLease lease = leases.of("shadow:" + run.id(), LEASE);
    try {
      if (lease.hold()) {
        carryOn(run, lease);
      }
    } catch (RuntimeException e) {
      log.warn("Shadow redrive {} does not go on; next try in {}", run.id(), INTERVAL, e);
    }
  }

  private void carryOn(ShadowRun run, TriggerLease lease) {
    try {
      new ShadowWork(run, lease, parts).run();
    } catch (InterruptedException _) {
      log.info("Shadow redrive {} stops here and goes on after the next start", run.id());
    } finally {
      lease.release();
    }
  }

  /// Ends what is run here; it goes on after the next start, or on another node.
  @Override
  public void close() {
    thread.close();
    live.values().forEach(Thread::interrupt);
    live.values().forEach(Threads::joinUninterruptibly);
  }
}
