package dev.tripline.delivery.stream.collect;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Whether this node may go on with a shard. It can end in two ways: handed over, where what was begun is
/// finished and committed, or lost, where nothing is settled any more. Safe for many threads.
public final class ReadingRight {
  private final CountDownLatch ending = new CountDownLatch(1);
  private final CountDownLatch lost = new CountDownLatch(1);

  public void handOver() {
    ending.countDown();
  }

  public void lose() {
    lost.countDown();
    ending.countDown();
  }

  /// Nothing new is to be begun.
  public boolean isEnding() {
    return ending.getCount() == 0;
  }

  /// Nothing is to be settled.
  public boolean isLost() {
    return lost.getCount() == 0;
  }

  /// Waits, unless the right ends before.
  ///
  /// @return whether it is ending
  public boolean pause(Duration wait) throws InterruptedException {
    return ending.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// Waits between two attempts: until the right ends, or where it is ending already, until it is lost.
  public void backOff(Duration wait) throws InterruptedException {
    CountDownLatch next = isEnding() ? lost : ending;
    boolean _ = next.await(wait.toNanos(), TimeUnit.NANOSECONDS);
  }
}
