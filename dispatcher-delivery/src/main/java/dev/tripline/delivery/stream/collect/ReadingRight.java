package dev.tripline.delivery.stream.collect;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Whether this node may go on with a shard. It can end in two ways: handed over, where invocations that
/// run are finished and committed, or lost, where nothing is settled any more. Safe for many threads.
public final class ReadingRight {
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile boolean lost;

  public void handOver() {
    ending.countDown();
  }

  public void lose() {
    lost = true;
    ending.countDown();
  }

  /// Nothing new is to be begun.
  public boolean isEnding() {
    return ending.getCount() == 0;
  }

  /// Nothing is to be settled.
  public boolean isLost() {
    return lost;
  }

  /// Waits, unless the right ends before.
  ///
  /// @return whether it is ending
  public boolean pause(Duration wait) throws InterruptedException {
    return ending.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }
}
