package dev.tripline.delivery;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Times one loop that looks for work: at an interval, or earlier when it is woken. Safe for many
/// threads.
public final class PollTimer {
  private static final Logger log = LoggerFactory.getLogger(PollTimer.class);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

  private final Duration interval;
  private long next = System.nanoTime();
  private boolean stopped;

  public PollTimer(Duration interval) {
    this.interval = interval;
  }

  /// The loop is to look again after `delay`, unless it does so earlier anyway.
  public synchronized void wakeIn(Duration delay) {
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

  /// One turn of the loop.
  @FunctionalInterface
  public interface Step {

    /// @return whether there is probably more to do now
    boolean runOnce() throws InterruptedException;
  }

  /// Takes a step whenever it is time, until the loop is to end or the thread is interrupted. A step
  /// that fails is taken again after a second.
  ///
  /// @param failed logged when a step fails
  /// @param interrupted logged when the thread is interrupted
  public void loop(Step step, String failed, String interrupted) {
    try {
      while (await()) {
        try {
          if (step.runOnce()) {
            wakeIn(Duration.ZERO);
          }
        } catch (RuntimeException e) {
          log.warn("{}; next try in {}", failed, AFTER_ERROR, e);
          Thread.sleep(AFTER_ERROR);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.info("{}: interrupted", interrupted);
    }
  }
}
