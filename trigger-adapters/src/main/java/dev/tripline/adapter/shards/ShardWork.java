package dev.tripline.adapter.shards;

import dev.tripline.spi.source.ShardConsumer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One shard with its consumer, on threads of its own, until it is finished, handed over or lost. After
/// a failure the consumer begins again at the committed position, after a while.
final class ShardWork {
  private static final Logger log = LoggerFactory.getLogger(ShardWork.class);
  private static final long LONGEST_PAUSE_MILLIS = 30_000;
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final OwnedShard owned;
  private final ShardedStream stream;
  private final ShardConsumer consumer;
  private final InstantSource clock;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean finished;

  ShardWork(OwnedShard owned, ShardedStream stream, ShardConsumer consumer, InstantSource clock) {
    this.owned = owned;
    this.stream = stream;
    this.consumer = consumer;
    this.clock = clock;
  }

  OwnedShard owned() {
    return owned;
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  /// Whether the shard is finished: its children may be read now.
  boolean isFinished() {
    return finished;
  }

  void awaitEnd() throws InterruptedException {
    over.await();
  }

  /// @param whenOver called at the end, on the shard's thread
  Thread start(Runnable whenOver) {
    Thread worker =
        Thread.ofVirtual()
            .name("shard " + owned.id())
            .start(() -> {
              try {
                run();
              } finally {
                over.countDown();
                whenOver.run();
              }
            });
    Thread.ofVirtual().name("lease of shard " + owned.id()).start(() -> watch(worker));
    return worker;
  }

  private void run() {
    try {
      finished = consumeUntilEnd() && owned.finish();
      if (finished) {
        log.info("Shard {} is finished", owned.id());
      }
    } catch (InterruptedException _) {
      log.info("Work on shard {} was interrupted; what is not committed is read again", owned.id());
    } catch (RuntimeException e) {
      log.warn("Shard {} could not be ended properly; its lease runs out", owned.id(), e);
    } finally {
      release();
    }
  }

  private boolean consumeUntilEnd() throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return consumer.consume(new LeasedShard(owned, stream, clock));
      } catch (RuntimeException e) {
        long most = Math.min(LONGEST_PAUSE_MILLIS, 500L << Math.min(failures, 10));
        long pause = most / 2 + ThreadLocalRandom.current().nextLong(most / 2);
        log.warn(
            "Shard {} is read again from {} in {} ms",
            owned.id(),
            owned.committed().inWords(),
            pause,
            e);
        owned.pause(TimeUnit.MILLISECONDS.toNanos(pause));
        if (owned.isEnding()) {
          return false;
        }
      } finally {
        stream.left(owned.id());
      }
    }
  }

  /// Also of a shard that was lost by this node's own clock: the store may still have it as this node's, and
  /// nothing of it is with a function any more. Another node's stays as it is.
  private void release() {
    try {
      if (!finished) {
        owned.release();
      }
    } catch (RuntimeException e) {
      log.warn("Shard {} could not be given back; its lease runs out", owned.id(), e);
    }
  }

  /// Ends the work when the lease is over, whatever the worker and the store are doing.
  private void watch(Thread worker) {
    try {
      while (!over.await(Math.max(1, owned.left().toMillis()), TimeUnit.MILLISECONDS)) {
        if (owned.isLost()) {
          owned.lose();
          if (!over.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("Shard {} was lost; work on it is interrupted", owned.id());
            worker.interrupt();
          }
          return;
        }
      }
    } catch (InterruptedException _) {
      log.info("Nobody watches the lease of shard {} any more", owned.id());
    }
  }
}
