package dev.tripline.delivery.stream;

import dev.tripline.delivery.stream.collect.ReadingRight;
import dev.tripline.retry.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes that a shard cannot go on without: tried until the store takes them.
final class StoreWrites {
  private static final Logger log = LoggerFactory.getLogger(StoreWrites.class);
  private static final Backoff PAUSE =
      new Backoff(Duration.ofMillis(200), 2, Duration.ofSeconds(30), 0.2);

  private final String shardId;
  private final ReadingRight right;
  private final StreamDelivery.Listener listener;

  StoreWrites(String shardId, ReadingRight right, StreamDelivery.Listener listener) {
    this.shardId = shardId;
    this.right = right;
    this.listener = listener;
  }

  /// Blocks until it is written.
  ///
  /// @param what in words, for the log
  /// @throws RuntimeException what the store threw, if the shard is given up while it is out of reach
  void insist(String what, Runnable write) throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        write.run();
        return;
      } catch (RuntimeException e) {
        Duration delay = PAUSE.delay(failures, ThreadLocalRandom.current().nextDouble());
        log.warn(
            "{} of shard {} could not be stored; the shard waits, next try in {}",
            what,
            shardId,
            delay,
            e);
        listener.waiting(shardId, "the store: " + e.getMessage(), delay);
        if (right.pause(delay)) {
          throw e;
        }
      }
    }
  }
}
