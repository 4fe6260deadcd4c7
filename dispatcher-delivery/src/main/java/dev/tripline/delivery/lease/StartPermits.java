package dev.tripline.delivery.lease;

import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.NodeLease;
import java.util.concurrent.locks.LockSupport;

/// Says whether a claimed event may be started now. Decided from memory and this node's own clock, never
/// by asking the store. Safe for many threads.
public final class StartPermits {
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final NodeLease lease;
  private final UnsettledResults unsettled;
  private volatile boolean closed;

  public StartPermits(NodeLease lease, UnsettledResults unsettled) {
    this.lease = lease;
    this.unsettled = unsettled;
  }

  public enum Permit {
    START,
    /// The lease may have run out, or the store does not take results.
    WAIT,
    /// The claim was made under an earlier lease.
    VOID
  }

  public Permit of(ClaimedInvocation claim) {
    if (lease.epoch() != claim.epoch()) {
      return Permit.VOID;
    }
    return lease.holds(claim.epoch()) && !unsettled.stalled() ? Permit.START : Permit.WAIT;
  }

  /// Whether the claim holds now.
  public boolean holds(ClaimedInvocation claim) {
    return lease.holds(claim.epoch());
  }

  /// Blocks while it is not known whether the claim will hold on.
  ///
  /// @return whether it holds; false if it is void or this node stops
  public boolean await(ClaimedInvocation claim) throws InterruptedException {
    while (!lease.holds(claim.epoch())) {
      if (closed || lease.epoch() != claim.epoch()) {
        return false;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while the lease was in question");
      }
      LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
    }
    return true;
  }

  /// Nobody waits any more.
  public void close() {
    closed = true;
  }
}
