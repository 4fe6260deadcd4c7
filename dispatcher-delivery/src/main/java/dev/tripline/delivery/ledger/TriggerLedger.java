package dev.tripline.delivery.ledger;

import java.util.function.LongSupplier;

/// The ledger of one trigger on this node. Safe for many threads; does not block.
///
/// Whoever receives something counts it, and whoever settles it counts what became of it, after that is
/// durable. The ledger compares both with what [#inFlight] reports: so an event enters or leaves a
/// holding right before or after it is counted, with nothing in between that waits.
public interface TriggerLedger {

  void count(Entry entry, long events);

  /// How many events are held by a delivery now, counted where they are held (and not as a difference
  /// of entries).
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
