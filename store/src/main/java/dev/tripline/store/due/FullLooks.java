package dev.tripline.store.due;

/// The times at which an index is looked through from its beginning: the rarer the longer such a look
/// takes, so that all of them together take a fiftieth of the time at most. Safe for many threads.
final class FullLooks {
  private static final int SHARE = 50;
  private static final long SHORTEST_PAUSE_NANOS = 1_000_000_000L;

  private volatile long dueAt = System.nanoTime();

  boolean isDue() {
    return System.nanoTime() - dueAt >= 0;
  }

  /// A look that began at `begun` of [System#nanoTime] has ended.
  void took(long begun) {
    long ended = System.nanoTime();
    dueAt = ended + Math.max(SHORTEST_PAUSE_NANOS, SHARE * (ended - begun));
  }

  /// The next look is due at once.
  void beginAgain() {
    dueAt = System.nanoTime();
  }
}
