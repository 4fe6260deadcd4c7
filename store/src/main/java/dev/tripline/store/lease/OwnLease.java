package dev.tripline.store.lease;

import dev.tripline.spi.store.NodeLease;

/// This node's lease as its own claims need it.
public interface OwnLease extends NodeLease {

  /// True if claims made now would hold. Decided without asking the store, on the safe side.
  boolean holds();

  /// Whether a node, this or another, has the lease of that number now. Blocking.
  boolean isAlive(long epoch);
}
