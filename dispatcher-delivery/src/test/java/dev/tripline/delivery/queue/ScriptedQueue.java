package dev.tripline.delivery.queue;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A queue in memory that writes down how its messages are settled.
final class ScriptedQueue implements QueueSource {
  final Deque<Delivery> waiting = new ArrayDeque<>();
  final List<String> acknowledged = new ArrayList<>();
  final List<String> retried = new ArrayList<>();
  final List<String> log;

  ScriptedQueue(List<String> log) {
    this.log = log;
  }

  void add(String id, int attempt) {
    add(id, attempt, 10);
  }

  void add(String id, int attempt, long size) {
    waiting.add(new Delivery(id, attempt, null, size, false, null, earlier(attempt), id));
  }

  private static List<Attempt> earlier(int attempt) {
    List<Attempt> earlier = new ArrayList<>();
    for (int number = 1; number < attempt; number++) {
      earlier.add(
          new Attempt(number, Instant.EPOCH, Duration.ZERO, "TimedOut", null, "was too slow"));
    }
    return earlier;
  }

  @Override
  public List<Delivery> poll(int max, Duration wait) {
    List<Delivery> some = new ArrayList<>();
    while (some.size() < max && !waiting.isEmpty()) {
      some.add(waiting.remove());
    }
    return some;
  }

  @Override
  public void acknowledge(List<Delivery> deliveries) {
    deliveries.forEach(delivery -> {
      acknowledged.add(delivery.id());
      log.add("ack " + delivery.id());
    });
  }

  @Override
  public void retry(List<Delivery> deliveries, Duration delay, @Nullable Attempt failed) {
    deliveries.forEach(delivery -> {
      retried.add(delivery.id());
      log.add("retry " + delivery.id() + " " + delay.toSeconds());
    });
  }

  @Override
  public boolean finish() {
    return false;
  }

  @Override
  public byte[] toPayload(List<Delivery> deliveries) {
    return deliveries.stream()
        .map(Delivery::id)
        .toList()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] toRecord(Delivery delivery) {
    return ("{\"body\":\"" + delivery.id() + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {}
}
