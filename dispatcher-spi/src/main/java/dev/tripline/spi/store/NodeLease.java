package dev.tripline.spi.store;

/// This node's right to work on what it has claimed (rule R3): one lease a node, kept alive by
/// heartbeats, measured by the store's clock.
public interface NodeLease {

  /// Extends the lease. Answers `false` if it had run out: all claims of this node may have gone to
  /// others, so it must drop its work and go on under a new lease (which this call has then taken).
  boolean heartbeat();

  /// Returns to the queue what nodes with an expired lease had claimed, and answers how many
  /// invocations and outbox messages that were.
  int rescue();

  /// Gives the lease and all remaining claims back at an orderly stop: others may take them at once.
  void release();
}
