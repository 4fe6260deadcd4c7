package dev.tripline.retry.jdbc;

import java.util.concurrent.atomic.LongAdder;

/// What happened since this node opened the store.
final class StoreCounters {
  final LongAdder enqueued = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder refusedFull = new LongAdder();
  final LongAdder stale = new LongAdder();
  final LongAdder rescued = new LongAdder();

  /// A fenced change: counted if it was refused.
  boolean fenced(boolean done) {
    if (!done) {
      stale.increment();
    }
    return done;
  }
}
