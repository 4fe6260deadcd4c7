package dev.tripline.adapter.kafka;

import dev.tripline.spi.source.ShardConsumer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A shard with the thread that reads it. Starts when the shard's previous run on this node is over, so
/// that a partition that comes back quickly is not read twice at once.
final class ShardThread {
  private static final Logger log = LoggerFactory.getLogger(ShardThread.class);

  private final KafkaShard shard;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable RuntimeException failure;

  /// @param before the partition's previous run; null if there was none
  ShardThread(KafkaShard shard, @Nullable ShardThread before, ShardConsumer consumer) {
    this.shard = shard;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("shard " + shard.id())
            .unstarted(() -> run(before, consumer));
  }

  void start() {
    thread.start();
  }

  private void run(@Nullable ShardThread before, ShardConsumer consumer) {
    try {
      if (before != null) {
        before.over.await();
      }
      consumer.consume(shard);
    } catch (InterruptedException _) {
      log.info("Shard {} was interrupted; what it had open comes again", shard.id());
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      over.countDown();
    }
  }

  KafkaShard shard() {
    return shard;
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  /// The failure that ended it; null if there was none.
  @Nullable RuntimeException failure() {
    return failure;
  }

  boolean awaitEnd(long nanos) throws InterruptedException {
    return over.await(nanos, TimeUnit.NANOSECONDS);
  }

  /// Waits for the end, however long it takes.
  void awaitEnd() {
    boolean interrupted = false;
    while (!isOver()) {
      try {
        over.await();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void interrupt() {
    thread.interrupt();
  }
}
