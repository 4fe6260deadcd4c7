package dev.tripline.testkit.source.push;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A sink in memory that can be full, out of order, slow, or strict about sizes. Outlives the sources
/// that offer to it, as a store does.
public final class MemoryEventSink implements EventSink {
  /// As for asynchronous invocations.
  public static final int LIMIT = 1024 * 1024;

  private final List<Event> accepted = new ArrayList<>();
  private final List<List<Event>> offers = new ArrayList<>();
  private final Map<String, String> known = new HashMap<>();
  private Mode mode = Mode.ACCEPTS;
  private int answers;
  private int limit = LIMIT;
  private @Nullable CountDownLatch gate;

  /// The sink's answer to the offers from now on.
  public enum Mode {
    ACCEPTS,
    /// Answers [EventSink.Acceptance.Full].
    FULL,
    /// Throws an [OutOfOrderException].
    OUT_OF_ORDER
  }

  /// The failure of a sink that is out of order.
  public static final class OutOfOrderException extends RuntimeException {
    OutOfOrderException() {
      super("the sink is out of order, as the test wants it");
    }
  }

  public synchronized void setMode(Mode mode) {
    this.mode = mode;
    notifyAll();
  }

  /// The most bytes of one payload.
  public synchronized void setLimit(int limit) {
    this.limit = limit;
  }

  /// Offers wait, after they were counted and before they are accepted, until the latch is open.
  public synchronized void holdUntil(CountDownLatch latch) {
    gate = latch;
  }

  @Override
  public Acceptance accept(List<Event> events) throws InterruptedException {
    CountDownLatch wait;
    synchronized (this) {
      offers.add(List.copyOf(events));
      notifyAll();
      wait = gate;
    }
    if (wait != null) {
      wait.await();
    }
    synchronized (this) {
      try {
        return answer(events);
      } finally {
        answers++;
        notifyAll();
      }
    }
  }

  private Acceptance answer(List<Event> events) {
    for (Event event : events) {
      if (event.payload().length > limit) {
        return new Acceptance.TooLarge(event.id(), event.payload().length, limit);
      }
    }
    return switch (mode) {
      case OUT_OF_ORDER -> throw new OutOfOrderException();
      case FULL -> new Acceptance.Full(Duration.ofSeconds(5));
      case ACCEPTS -> new Acceptance.Accepted(events.stream().map(this::store).toList());
    };
  }

  private Receipt store(Event event) {
    String requestId = UUID.randomUUID().toString();
    String before =
        event.dedupKey() == null ? null : known.putIfAbsent(event.dedupKey(), requestId);
    if (before != null) {
      return new Receipt(before, true);
    }
    accepted.add(event);
    return new Receipt(requestId, false);
  }

  /// The events accepted so far, each once, in the order in which they came.
  public synchronized List<Event> accepted() {
    return List.copyOf(accepted);
  }

  /// The subjects of the accepted events.
  public List<String> subjects() {
    return accepted().stream().map(event -> String.valueOf(event.subject())).toList();
  }

  /// All offers so far, accepted or not.
  public synchronized List<List<Event>> offers() {
    return List.copyOf(offers);
  }

  /// Waits until so many events are accepted; fails after a minute.
  public void awaitAccepted(int count) throws InterruptedException {
    await(() -> accepted.size() >= count, count + " accepted events");
  }

  /// Waits until so many offers were answered, accepted or not; fails after a minute.
  public void awaitAnswers(int count) throws InterruptedException {
    await(() -> answers >= count, count + " answers");
  }

  /// Waits until so many offers were made; fails after a minute.
  public void awaitOffers(int count) throws InterruptedException {
    await(() -> offers.size() >= count, count + " offers");
  }

  private synchronized void await(BooleanSupplier condition, String expected)
      throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            "expected " + expected + ", have " + accepted.size() + " of " + offers.size());
      }
      wait(left);
    }
  }
}
