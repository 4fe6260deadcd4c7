package dev.tripline.delivery.lease;

import dev.tripline.delivery.PollTimer;
import dev.tripline.spi.store.NodeLease;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's lease alive, rescues the work of nodes that let theirs run out, and gives claims
/// back whose answers got lost. While the store does not answer, the claims in memory are kept: they
/// are not started once the lease may have run out (rule R3), and are good again when it is extended
/// in time.
public final class LeaseKeeper implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private final NodeLease lease;
  private final Duration length;
  private final Runnable onLoss;
  private final Runnable onRescue;
  private final LostClaims lostClaims;
  private final PollTimer timer;

  /// @param length the time for which the lease holds without a heartbeat
  /// @param lostClaims finds claims of which this node knows nothing
  /// @param onLoss forgets the claims of earlier leases
  /// @param onRescue there is work to fetch
  public LeaseKeeper(
      NodeLease lease, Duration length, LostClaims lostClaims, Runnable onLoss, Runnable onRescue) {
    this.lease = lease;
    this.length = length;
    this.lostClaims = lostClaims;
    this.onLoss = onLoss;
    this.onRescue = onRescue;
    this.timer = new PollTimer(length.dividedBy(5));
  }

  @Override
  public void run() {
    timer.loop(this::runOnce, "The lease could not be kept", "Keeping the lease");
  }

  /// @return false: there is never more to do at once
  boolean runOnce() {
    try {
      if (!lease.heartbeat()) {
        log.warn("This node's lease had run out: it goes on under a new one");
        onLoss.run();
      }
      int rescued = lease.rescue();
      if (rescued > 0) {
        log.info("{} claims of nodes that fell silent are back in the queue", rescued);
        onRescue.run();
      }
      int found = lostClaims.step();
      if (found > 0) {
        log.warn("{} claims whose answers got lost are back in the queue", found);
        onRescue.run();
      }
      if (lostClaims.pending()) {
        timer.wakeIn(length.dividedBy(20));
      }
    } catch (RuntimeException e) {
      log.warn("The store does not answer the heartbeat; tried again soon", e);
      timer.wakeIn(length.dividedBy(20));
    }
    return false;
  }

  /// Gives the lease and what is still claimed back.
  public void release() {
    timer.stop();
    try {
      lease.release();
    } catch (RuntimeException e) {
      log.warn("The lease could not be given back; it runs out by itself in {}", length, e);
    }
  }
}
