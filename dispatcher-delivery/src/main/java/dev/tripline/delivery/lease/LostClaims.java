package dev.tripline.delivery.lease;

import dev.tripline.spi.store.NodeLease;
import dev.tripline.spi.store.NodeLease.Claim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives claims back of which the store knows and this node does not: the answers to them got lost. A
/// claim that is known here, running or done, is never touched. Used by one thread.
public final class LostClaims {
  private final NodeLease lease;
  private final List<HeldClaims> memories;
  private @Nullable List<Claim> suspects;

  public LostClaims(NodeLease lease, List<HeldClaims> memories) {
    this.lease = lease;
    this.memories = memories;
  }

  /// One step. What the store holds is asked first; then everything must be answered that was being
  /// asked for meanwhile, since an answer on its way is not lost; what is unknown here by then is.
  ///
  /// @return the number of claims that went back to the queue
  public int step() {
    if (suspects == null && !doubted()) {
      return 0;
    }
    try {
      if (suspects == null) {
        suspects = lease.claims();
        memories.forEach(HeldClaims::beginWave);
      }
      return memories.stream().allMatch(HeldClaims::answered) ? giveBack(suspects) : 0;
    } catch (RuntimeException e) {
      memories.forEach(HeldClaims::doubt);
      throw e;
    }
  }

  /// Whether another step is to follow soon.
  public boolean pending() {
    return suspects != null;
  }

  private boolean doubted() {
    boolean any = false;
    for (HeldClaims memory : memories) {
      any |= memory.takeDoubt();
    }
    return any;
  }

  private int giveBack(List<Claim> claims) {
    List<Claim> lost =
        claims.stream()
            .filter(claim -> memories.stream().anyMatch(memory -> memory.misses(claim)))
            .toList();
    int back = lost.isEmpty() ? 0 : lease.giveBack(lost);
    suspects = null;
    return back;
  }
}
