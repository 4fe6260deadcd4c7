package dev.tripline.dispatcher.delivery.activity;

import dev.tripline.delivery.DeliveryEvents;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The activity that one watcher has not seen yet. Deliveries never wait for a watcher: events that
/// a slow one misses are counted and reported.
final class ActivityFeed implements AutoCloseable {
  private static final int CAPACITY = 10_000;

  private final BlockingQueue<ActivityEntry> waiting = new LinkedBlockingQueue<>(CAPACITY);
  private final AtomicLong missed = new AtomicLong();
  private final Runnable unsubscribe;

  /// @param function only this one's events; null for all
  ActivityFeed(DeliveryEvents events, @Nullable String function) {
    unsubscribe =
        events.subscribe(event -> {
          ActivityEntry entry = ActivityEntry.of(event);
          if ((function == null || function.equals(entry.function())) && !waiting.offer(entry)) {
            missed.incrementAndGet();
          }
        });
  }

  /// The next entry, or null if none came within `wait`.
  @Nullable ActivityEntry next(Duration wait) throws InterruptedException {
    return waiting.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// The number of events missed since the last call.
  long takeMissed() {
    return missed.getAndSet(0);
  }

  @Override
  public void close() {
    unsubscribe.run();
  }
}
