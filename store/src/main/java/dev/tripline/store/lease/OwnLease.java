package dev.tripline.store.lease;

import dev.tripline.spi.store.NodeLease;

/// This node's lease as its own claims need it.
public interface OwnLease extends NodeLease {

  /// The owner that claims carry.
  long epoch();

  /// True if claims made now would hold. Decided without asking the store, on the safe side.
  boolean holds();
}
