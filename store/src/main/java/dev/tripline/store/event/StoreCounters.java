package dev.tripline.store.event;

import java.util.concurrent.atomic.LongAdder;

/// Counters since this node opened the store.
public final class StoreCounters {
  public final LongAdder enqueued = new LongAdder();
  public final LongAdder duplicates = new LongAdder();
  public final LongAdder refusedFull = new LongAdder();
  public final LongAdder stale = new LongAdder();
  public final LongAdder rescued = new LongAdder();

  /// Claimed rows that could not be read and were put off.
  public final LongAdder unreadable = new LongAdder();

  /// A fenced change: counted if it was refused.
  public boolean fenced(boolean done) {
    if (!done) {
      stale.increment();
    }
    return done;
  }
}
