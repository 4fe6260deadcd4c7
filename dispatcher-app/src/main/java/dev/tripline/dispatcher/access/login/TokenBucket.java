package dev.tripline.dispatcher.access.login;

import java.time.Duration;

/// A number of attempts that may be made at once, and that comes back with time. Safe for many threads.
public final class TokenBucket {
  private final int most;
  private final long millisEach;
  private double tokens;
  private long at;

  /// @param most at once
  /// @param each the time after which one more may be made
  /// @param now in milliseconds, as in [#take]
  public TokenBucket(int most, Duration each, long now) {
    this.most = most;
    this.millisEach = each.toMillis();
    this.tokens = most;
    this.at = now;
  }

  /// Takes one, or answers how long it takes until there is one.
  ///
  /// @return zero if one was taken
  public synchronized Duration take(long now) {
    tokens = Math.min(most, tokens + (double) Math.max(0, now - at) / millisEach);
    at = Math.max(at, now);
    if (tokens >= 1) {
      tokens--;
      return Duration.ZERO;
    }
    return Duration.ofMillis((long) Math.ceil((1 - tokens) * millisEach));
  }

  /// Gives back one that was taken.
  public synchronized void giveBack() {
    tokens = Math.min(most, tokens + 1);
  }
}
