package dev.tripline.store.lease;

import dev.tripline.spi.store.NodeLease;

/// This node's lease as its own claims need it.
public interface OwnLease extends NodeLease {

  /// What claims carry as their owner.
  long epoch();

  /// Whether claims made now would hold. Decided without asking the store, on the safe side.
  boolean holds();
}
