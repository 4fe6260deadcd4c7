package dev.tripline.retry;

import java.time.Duration;

/// Exponential waiting: `first`, then `multiplier` times as long each time, `cap` at most.
///
/// @param jitter 0 to 1: the share of each wait that is random; 0.2 means 80 % to 100 % of it
public record Backoff(Duration first, double multiplier, Duration cap, double jitter) {

  public Backoff {
    if (first.isNegative() || cap.compareTo(first) < 0) {
      throw new IllegalArgumentException("0 ≤ first ≤ cap must hold: " + first + ", " + cap);
    }
    if (multiplier < 1 || jitter < 0 || jitter > 1) {
      throw new IllegalArgumentException("multiplier ≥ 1 and 0 ≤ jitter ≤ 1 must hold");
    }
  }

  /// The wait before retry number `retry`, counted from 1.
  ///
  /// @param random from 0 (inclusive) to 1, decides the jitter
  public Duration delay(int retry, double random) {
    double factor = Math.pow(multiplier, Math.min(retry - 1, 60));
    double millis = Math.min((double) first.toMillis() * factor, (double) cap.toMillis());
    return Duration.ofMillis(Math.round(millis * (1 - jitter * random)));
  }
}
