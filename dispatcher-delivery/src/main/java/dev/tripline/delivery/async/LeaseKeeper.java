package dev.tripline.delivery.async;

import dev.tripline.delivery.PollTimer;
import dev.tripline.spi.store.NodeLease;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's lease alive and rescues the work of nodes that let theirs run out. When the
/// lease cannot be extended in time, the claims in memory are dropped before others take them over
/// (rule R3): measured by this process's monotonic clock.
final class LeaseKeeper implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private final NodeLease lease;
  private final Duration length;
  private final Runnable onLoss;
  private final Runnable onRescue;
  private final AtomicBoolean doubt = new AtomicBoolean();
  private final PollTimer timer;
  private long extendedAt = System.nanoTime();
  private boolean lost;

  /// @param length the time for which the lease holds without a heartbeat
  /// @param onLoss forgets all claims
  /// @param onRescue there is work to fetch
  LeaseKeeper(NodeLease lease, Duration length, Runnable onLoss, Runnable onRescue) {
    this.lease = lease;
    this.length = length;
    this.onLoss = onLoss;
    this.onRescue = onRescue;
    this.timer = new PollTimer(length.dividedBy(5));
  }

  @Override
  public void run() {
    timer.loop(this::runOnce, "The lease could not be kept", "Keeping the lease");
  }

  /// A claim's answer got lost: the store may hold events as claimed by this node of which it knows
  /// nothing. All claims go back to the queue soon, and are taken again.
  void claimsInDoubt() {
    doubt.set(true);
  }

  /// @return false: there is never more to do at once
  boolean runOnce() {
    giveDoubtfulBack();
    long asked = System.nanoTime();
    try {
      if (!lease.heartbeat() && !lost) {
        log.warn("This node's lease had run out: it goes on under a new one");
        onLoss.run();
      }
      lost = false;
      extendedAt = asked;
      int rescued = lease.rescue();
      if (rescued > 0) {
        log.info("{} claims of nodes that fell silent are back in the queue", rescued);
        onRescue.run();
      }
    } catch (RuntimeException e) {
      log.warn("The store does not answer the heartbeat; tried again soon", e);
      if (!lost && System.nanoTime() - extendedAt >= length.toNanos() * 4 / 5) {
        lost = true;
        onLoss.run();
      }
    }
    if (lost) {
      timer.wakeIn(length.dividedBy(20));
    }
    return false;
  }

  private void giveDoubtfulBack() {
    if (!doubt.getAndSet(false)) {
      return;
    }
    try {
      log.warn(
          "An answer of the store got lost: all claims go back to the queue and are taken again");
      lease.release();
      onLoss.run();
      onRescue.run();
    } catch (RuntimeException e) {
      doubt.set(true);
      log.warn("The claims could not be given back; tried again soon", e);
    }
  }

  /// Gives the lease and what is still claimed back.
  void release() {
    timer.stop();
    try {
      lease.release();
    } catch (RuntimeException e) {
      log.warn("The lease could not be given back; it runs out by itself in {}", length, e);
    }
  }
}
