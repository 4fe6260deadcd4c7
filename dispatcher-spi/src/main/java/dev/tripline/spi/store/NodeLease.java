package dev.tripline.spi.store;

import java.util.List;

/// This node's right to work on what it has claimed (rule R3): one lease a node, kept alive by
/// heartbeats, measured by the store's clock. Every lease has a number, its epoch, which claims made
/// under it carry.
public interface NodeLease {

  /// The number of the current lease. Claims with another number are void: others may have them.
  long epoch();

  /// Whether claims made under `epoch` hold now: it is the current lease's, and the lease has not run
  /// out by this node's own monotonic clock, on the safe side. Never asks the store.
  boolean holds(long epoch);

  /// Extends the lease. Answers `false` if it had run out: all claims of this node may have gone to
  /// others, so it must drop its work and go on under a new lease (which this call has then taken).
  boolean heartbeat();

  /// Returns to the queue what nodes with an expired lease had claimed, and answers how many
  /// invocations and outbox messages that were.
  int rescue();

  /// Everything that the store holds as claimed under the current lease. Of use when the answer to a
  /// claim got lost: the store may then have claims of which this node knows nothing.
  List<Claim> claims();

  /// Returns those claims to the queue that the store still holds as they are given, under the current
  /// lease, and answers how many that were.
  int giveBack(List<Claim> claims);

  /// Gives the lease and all remaining claims back at an orderly stop: others may take them at once.
  void release();

  /// A claim as the store holds it.
  ///
  /// @param token the fencing token, raised at every claim
  record Claim(Work work, long sequence, long token) {}

  /// A kind of work that is claimed.
  enum Work {
    INVOCATION,
    OUTBOX_MESSAGE
  }
}
