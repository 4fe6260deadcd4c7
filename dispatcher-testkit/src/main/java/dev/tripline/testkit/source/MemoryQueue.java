package dev.tripline.testkit.source;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.source.Delivery;
import dev.tripline.spi.source.QueueSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A queue in memory that writes down how its messages are settled. It outlives its sources, as a
/// broker does: what a source leaves unsettled is in the queue again when the source is closed. Safe
/// for many threads.
///
/// A message's id is its body, which must therefore be unique among the messages of a queue. A payload
/// is a JSON array of bodies, a record `{"body": …}`.
public final class MemoryQueue {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final InstantSource clock;
  private final Deque<Message> waiting = new ArrayDeque<>();
  private final List<String> acknowledged = new ArrayList<>();
  private final List<String> retried = new ArrayList<>();
  private final Map<String, Integer> depths = new HashMap<>();
  private Consumer<String> journal = _ -> {};

  /// @param clock decides when a message that was given back is due
  public MemoryQueue(InstantSource clock) {
    this.clock = clock;
  }

  /// Gets a line for every settled message, such as `ack a` and `retry a 4`, with the delay in
  /// seconds.
  public synchronized void setJournal(Consumer<String> lines) {
    journal = lines;
  }

  public void put(String body) {
    put(body, List.of(), json(body).length() + 1L);
  }

  /// @param depth the number of earlier invocations of its lineage
  public synchronized void put(String body, int depth) {
    depths.put(body, depth);
    put(body);
  }

  /// @param earlier the attempts that failed before
  /// @param size that the delivery shows, whatever the body has
  public synchronized void put(String body, List<Attempt> earlier, long size) {
    waiting.add(new Message(body, size, earlier.size() + 1, earlier, clock.instant(), Instant.MIN));
    notifyAll();
  }

  public QueueSource open() {
    return new Source();
  }

  /// The ids of acknowledged messages, in order.
  public synchronized List<String> acknowledged() {
    return List.copyOf(acknowledged);
  }

  /// The ids of messages that were given back, in order.
  public synchronized List<String> retried() {
    return List.copyOf(retried);
  }

  private static String json(String body) {
    return '"' + body.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private record Message(
      String body, long size, int attempt, List<Attempt> earlier, Instant sent, Instant due) {}

  private final class Source implements QueueSource {
    private final Map<String, Message> unsettled = new LinkedHashMap<>();

    @Override
    public List<Delivery> poll(int max, Duration wait) throws InterruptedException {
      long end = System.nanoTime() + wait.toNanos();
      synchronized (MemoryQueue.this) {
        List<Delivery> some = takeDue(max);
        while (some.isEmpty() && System.nanoTime() < end) {
          MemoryQueue.this.wait(LOOK_AGAIN.toMillis());
          some = takeDue(max);
        }
        return some;
      }
    }

    private List<Delivery> takeDue(int max) {
      Instant now = clock.instant();
      List<Delivery> some = new ArrayList<>();
      var messages = waiting.iterator();
      while (messages.hasNext() && some.size() < max) {
        Message message = messages.next();
        if (!message.due.isAfter(now)) {
          messages.remove();
          unsettled.put(message.body, message);
          some.add(delivery(message));
        }
      }
      return some;
    }

    private Delivery delivery(Message message) {
      return new Delivery(
          message.body,
          message.body,
          message.attempt,
          message.sent,
          message.size,
          false,
          null,
          depths.getOrDefault(message.body, 0),
          null,
          message.earlier,
          message.body);
    }

    @Override
    public void acknowledge(List<Delivery> deliveries) {
      synchronized (MemoryQueue.this) {
        for (Delivery delivery : deliveries) {
          taken(delivery);
          acknowledged.add(delivery.id());
          journal.accept("ack " + delivery.id());
        }
      }
    }

    @Override
    public void retry(List<Delivery> deliveries, Duration delay, @Nullable Attempt failed) {
      synchronized (MemoryQueue.this) {
        for (Delivery delivery : deliveries) {
          Message message = taken(delivery);
          List<Attempt> earlier = new ArrayList<>(message.earlier);
          if (failed != null) {
            earlier.add(failed);
          }
          waiting.add(
              new Message(
                  message.body,
                  message.size,
                  message.attempt + 1,
                  List.copyOf(earlier),
                  message.sent,
                  clock.instant().plus(delay)));
          retried.add(delivery.id());
          journal.accept("retry " + delivery.id() + " " + delay.toSeconds());
        }
        MemoryQueue.this.notifyAll();
      }
    }

    private Message taken(Delivery delivery) {
      Message message = unsettled.remove(delivery.id());
      if (message == null) {
        throw new AssertionError(delivery.id() + " is settled already, or is of another source");
      }
      return message;
    }

    @Override
    public boolean finish() {
      return false;
    }

    @Override
    public byte[] toPayload(List<Delivery> deliveries) {
      return bytes(
          deliveries.stream()
              .map(delivery -> json(delivery.id()))
              .collect(Collectors.joining(",", "[", "]")));
    }

    @Override
    public byte[] toRecord(Delivery delivery) {
      return bytes("{\"body\":" + json(delivery.id()) + "}");
    }

    @Override
    public void close() {
      synchronized (MemoryQueue.this) {
        List<Message> back = new ArrayList<>(unsettled.values());
        unsettled.clear();
        back.reversed().forEach(waiting::addFirst);
        MemoryQueue.this.notifyAll();
      }
    }
  }
}
