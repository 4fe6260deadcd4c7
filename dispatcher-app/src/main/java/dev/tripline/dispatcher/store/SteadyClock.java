package dev.tripline.dispatcher.store;

import java.time.Instant;
import java.time.InstantSource;

/// Begins at the wall clock's time and goes on with the monotonic clock, so that it never jumps: what
/// leases and due times are measured by (rule R3). It follows the wall clock again at the next start.
final class SteadyClock implements InstantSource {
  private final Instant start;
  private final long startNanos;

  SteadyClock(InstantSource wall) {
    this.start = wall.instant();
    this.startNanos = System.nanoTime();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
