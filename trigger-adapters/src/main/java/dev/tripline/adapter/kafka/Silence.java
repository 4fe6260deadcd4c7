package dev.tripline.adapter.kafka;

import java.time.Duration;

/// Decides from the number of received bytes, seen now and then, whether the cluster has been silent for too
/// long; for good. What arrived between two looks may have arrived right after the first: whoever did not
/// look for that long, because the process was stopped, finds silence whatever has arrived since. Safe for
/// many threads.
final class Silence {
  private final long longest;
  private double bytes;
  private long heardAt;
  private long lookedAt;
  private boolean tooLong;

  Silence(Duration longest) {
    this.longest = longest.toNanos();
  }

  /// Begins to count.
  ///
  /// @param received bytes, the last of them just now
  /// @param now as [System#nanoTime]
  synchronized void begin(double received, long now) {
    bytes = received;
    heardAt = now;
    lookedAt = now;
    tooLong = false;
  }

  synchronized boolean isTooLong(double received, long now) {
    tooLong |= now - heardAt > longest;
    if (tooLong) {
      return true;
    }
    if (received != bytes) {
      bytes = received;
      heardAt = lookedAt;
    }
    lookedAt = now;
    return false;
  }

  /// Nanoseconds of silence up to now.
  synchronized long length(long now) {
    return now - heardAt;
  }
}
