package dev.tripline.dispatcher.delivery.queue;

import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Gathers messages until there are enough of them, they are large enough, or the first one has waited
/// long enough. For one thread.
final class BatchCollector {
  /// Lambda's limit for the payload of a synchronous invocation, less some room for the batch's frame.
  static final long MAX_BYTES = 6L * 1024 * 1024 - 2_048;

  /// How soon a stop is noticed while nothing arrives.
  private static final Duration SLICE = Duration.ofMillis(500);

  private final QueueSource source;
  private final int max;
  private final Duration window;
  private final Deque<Delivery> carried = new ArrayDeque<>();

  BatchCollector(QueueSource source, int max, Duration window) {
    this.source = source;
    this.max = max;
    this.window = window;
  }

  /// One batch; empty if nothing came for a while or it was stopped. What was polled and is not
  /// answered stays unsettled.
  List<Delivery> next(BooleanSupplier stopped) throws InterruptedException {
    List<Delivery> batch = new ArrayList<>();
    long bytes = 0;
    long deadline = 0;
    while (!stopped.getAsBoolean()) {
      while (!carried.isEmpty()) {
        Delivery delivery = carried.getFirst();
        if (!batch.isEmpty() && bytes + delivery.size() > MAX_BYTES) {
          return batch;
        }
        if (batch.isEmpty()) {
          deadline = System.nanoTime() + window.toNanos();
        }
        batch.add(carried.removeFirst());
        bytes += delivery.size();
        if (batch.size() >= max) {
          return batch;
        }
      }
      Duration wait = batch.isEmpty() ? SLICE : Duration.ofNanos(deadline - System.nanoTime());
      if (wait.isNegative()) {
        return batch;
      }
      List<Delivery> polled =
          source.poll(max - batch.size(), wait.compareTo(SLICE) > 0 ? SLICE : wait);
      if (polled.isEmpty() && batch.isEmpty()) {
        return batch;
      }
      carried.addAll(polled);
    }
    return List.of();
  }
}
