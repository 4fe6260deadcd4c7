package dev.tripline.runtime.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// The memory that all workers together may be promised.
public final class Capacity {
  private static final Duration LONGEST_RETURN = Duration.ofMillis(100);

  private final long megabytes;
  private final AtomicLong promised = new AtomicLong();
  private final BooleanSupplier evict;
  private final BooleanSupplier returning;

  /// @param evict stops the worker that has been idle longest, which releases its share; false if
  ///     none is idle
  /// @param returning whether a worker has answered and will be idle in a moment
  public Capacity(long bytes, BooleanSupplier evict, BooleanSupplier returning) {
    this.megabytes = bytes / (1024 * 1024);
    this.evict = evict;
    this.returning = returning;
  }

  /// Blocks for a moment, if the room of a worker that is on its way back is needed.
  ///
  /// @return false if there is no room even without idle workers
  boolean reserve(int mb) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_RETURN.toNanos();
    while (true) {
      long before = promised.get();
      if (before + mb <= megabytes) {
        if (promised.compareAndSet(before, before + mb)) {
          return true;
        }
        continue;
      }
      // In this order: a worker that returns in between is found idle.
      boolean more = returning.getAsBoolean();
      if (!evict.getAsBoolean()) {
        if (!more || System.nanoTime() - deadline > 0) {
          return false;
        }
        Thread.sleep(1);
      }
    }
  }

  void release(int mb) {
    promised.addAndGet(-mb);
  }
}
