package dev.tripline.runtime.pool;

import dev.tripline.spi.liveness.VitalThreads;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps workers of one function up that nobody has called yet: starts those that are missing, one
/// after the other, and again after a while if one does not come up. Safe for many threads.
public final class WarmWorkers {
  private static final Logger LOG = LoggerFactory.getLogger(WarmWorkers.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final String function;
  private final Starter starter;
  private int wanted;
  private boolean changed;
  private @Nullable Thread thread;
  private @Nullable String failure;

  WarmWorkers(String function, Starter starter) {
    this.function = function;
    this.starter = starter;
  }

  /// Starts one worker.
  @FunctionalInterface
  interface Starter {

    /// Blocks until it is up or has failed.
    Start start() throws InterruptedException;
  }

  /// What became of a start.
  sealed interface Start {
    /// As many as wanted are there.
    record NoneMissing() implements Start {}

    record Up() implements Start {}

    record Failed(String why) implements Start {}

    /// There is no room for it now.
    record Postponed(String why) implements Start {}
  }

  /// @param wanted the number of workers to be kept up
  /// @param up the number of those that are
  /// @param failure why the function did not let the last one come up; null if it did
  public record Progress(int wanted, int up, @Nullable String failure) {}

  synchronized void want(int number) {
    wanted = number;
    failure = null;
    changed = true;
    if (number > 0 && thread == null) {
      thread = VitalThreads.ofVirtual("warm-" + function).start(this::keep);
    }
    notifyAll();
  }

  /// Looks soon whether a worker is missing.
  synchronized void check() {
    changed = true;
    notifyAll();
  }

  synchronized Progress progress(int up) {
    return new Progress(wanted, Math.min(up, wanted), failure);
  }

  private void keep() {
    Duration wait = FIRST_WAIT;
    try {
      while (goOn()) {
        switch (starter.start()) {
          case Start.NoneMissing _ -> awaitChange();
          case Start.Up _ -> {
            note(null);
            wait = FIRST_WAIT;
          }
          case Start.Failed(String why) -> {
            note(why);
            wait = again(wait, why);
          }
          case Start.Postponed(String why) -> {
            note(null);
            wait = again(wait, why);
          }
        }
      }
    } catch (InterruptedException _) {
      LOG.info("Workers of {} are no longer kept up: interrupted", function);
    }
  }

  /// Waits, and answers how long to wait the next time.
  private Duration again(Duration wait, String why) throws InterruptedException {
    LOG.warn(
        "A worker of {} that is to be kept up did not come up; next try in {}: {}",
        function,
        wait,
        why);
    awaitOther(wait);
    Duration next = wait.multipliedBy(2);
    return next.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : next;
  }

  private synchronized boolean goOn() {
    if (wanted == 0) {
      thread = null;
    }
    return wanted > 0;
  }

  private synchronized void note(@Nullable String why) {
    failure = why;
  }

  /// Waits until a worker may be missing.
  private synchronized void awaitChange() throws InterruptedException {
    while (!changed) {
      wait();
    }
    changed = false;
  }

  /// Waits until another number is wanted, but not longer.
  private synchronized void awaitOther(Duration limit) throws InterruptedException {
    int before = wanted;
    long deadline = System.nanoTime() + limit.toNanos();
    long left = limit.toNanos();
    while (wanted == before && left > 0) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = deadline - System.nanoTime();
    }
  }
}
