package dev.tripline.delivery.ledger;

import java.util.function.LongSupplier;

/// The ledger of one trigger on this node. Safe for many threads; does not block.
///
/// A delivery counts events when it receives them, and again when it settles them, by their end, after
/// that is durable. The ledger compares both with what [#inFlight] reports: so an event enters or leaves a
/// holding right before or after it is counted, with nothing in between that waits.
public interface TriggerLedger {

  void count(Entry entry, long events);

  /// Counts events whose ends the store has written in the transaction that settled them, as these counts:
  /// [Counts#settled] or [Counts#resumed]. That they were received was counted before.
  void recorded(Counts change);

  /// Adds the number of events that a delivery holds now, counted where they are held (and not as a
  /// difference of entries).
  ///
  /// @param held called on any thread; must not block
  /// @return to be closed when the delivery holds no more events
  Holding inFlight(LongSupplier held);

  /// One delivery's holding.
  interface Holding extends AutoCloseable {
    @Override
    void close();
  }
}
