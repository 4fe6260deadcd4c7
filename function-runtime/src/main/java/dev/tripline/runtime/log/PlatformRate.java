package dev.tripline.runtime.log;

import java.time.InstantSource;

/// Which invocations have their platform lines logged: so many a second, since these cost more than a
/// short invocation itself. Safe for many threads, never blocks.
final class PlatformRate {
  private final int perSecond;
  private final InstantSource clock;
  private long second;
  private int left;
  private long passedOver;

  PlatformRate(int perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.clock = clock;
  }

  /// Whether one more may be logged; if so, it counts.
  synchronized boolean take() {
    long now = clock.millis() / 1_000;
    if (now != second) {
      second = now;
      left = perSecond;
    }
    if (left > 0) {
      left--;
      return true;
    }
    passedOver++;
    return false;
  }

  /// The number that was not logged since this was last asked.
  synchronized long takePassedOver() {
    long number = passedOver;
    passedOver = 0;
    return number;
  }
}
