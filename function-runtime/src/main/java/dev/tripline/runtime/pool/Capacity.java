package dev.tripline.runtime.pool;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// The memory that all workers together may be promised.
public final class Capacity {
  private final long megabytes;
  private final AtomicLong promised = new AtomicLong();
  private final BooleanSupplier evict;

  /// @param evict stops the worker that has been idle longest, which releases its share; false if
  ///     none is idle
  public Capacity(long bytes, BooleanSupplier evict) {
    this.megabytes = bytes / (1024 * 1024);
    this.evict = evict;
  }

  /// @return false if there is no room even without idle workers
  boolean reserve(int mb) {
    while (true) {
      long before = promised.get();
      if (before + mb <= megabytes) {
        if (promised.compareAndSet(before, before + mb)) {
          return true;
        }
      } else if (!evict.getAsBoolean()) {
        return false;
      }
    }
  }

  void release(int mb) {
    promised.addAndGet(-mb);
  }
}
