package dev.tripline.dispatcher.delivery;

import java.time.Duration;

/// Tells one loop when to look again: at an interval, or earlier when somebody says so. Safe for many
/// threads.
public final class Alarm {
  private final Duration interval;
  private long next = System.nanoTime();
  private boolean stopped;

  public Alarm(Duration interval) {
    this.interval = interval;
  }

  /// The loop is to look again after `delay`, unless it does so earlier anyway.
  public synchronized void ringIn(Duration delay) {
    if (delay.compareTo(interval) > 0) {
      return;
    }
    long at = System.nanoTime() + delay.toNanos();
    if (at - next < 0) {
      next = at;
      notifyAll();
    }
  }

  /// The loop is to end.
  public synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  public synchronized boolean stopped() {
    return stopped;
  }

  /// Waits until it is time to look.
  ///
  /// @return false when the loop is to end
  public synchronized boolean await() throws InterruptedException {
    while (!stopped) {
      long wait = next - System.nanoTime();
      if (wait <= 0) {
        next = System.nanoTime() + interval.toNanos();
        return true;
      }
      wait(wait / 1_000_000, (int) (wait % 1_000_000));
    }
    return false;
  }
}
