package dev.tripline.runtime.extension.telemetry;

import dev.tripline.runtime.extension.telemetry.Subscription.Category;
import dev.tripline.runtime.log.PlatformLines;
import dev.tripline.runtime.log.TelemetrySink;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The subscriptions of one worker's extensions. Events of the worker's start are kept for those that
/// subscribe a moment later. Safe for many threads; only [#flush] takes time, and not the caller's.
public final class Telemetry implements TelemetrySink, AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// Of the events of a start, beyond which they are counted.
  private static final long EARLY_BYTES = 256L * 1024;

  private final WorkerPorts ports;
  private final TelemetryMemory memory;
  private final InstantSource clock;
  private final Map<String, Subscriber> subscribers = new LinkedHashMap<>();
  private final List<Event> early = new ArrayList<>();
  private final Map<Category, EventBuffer.Lost> earlyLost = new EnumMap<>(Category.class);
  private long earlyBytes;
  private boolean starting = true;
  private boolean closed;

  Telemetry(WorkerPorts ports, TelemetryMemory memory, InstantSource clock) {
    this.ports = ports;
    this.memory = memory;
    this.clock = clock;
  }

  /// Adds a subscription; the first one of an extension stays.
  public synchronized void subscribe(String extension, Subscription subscription) {
    boolean first = !subscribers.containsKey(extension) && !closed;
    if (first) {
      Subscriber subscriber =
          new Subscriber(extension, subscription, ports, memory, this::lossEvent);
      early.forEach(event -> tell(subscriber, event));
      subscription
          .types()
          .forEach(type -> {
            EventBuffer.Lost lost = earlyLost.getOrDefault(type, EventBuffer.Lost.NOTHING);
            subscriber.lost(lost);
          });
      subscribers.put(extension, subscriber);
      subscriber.start();
    }
    ObjectNode record =
        JSON.createObjectNode()
            .put("name", extension)
            .put("state", first ? "Subscribed" : "Already subscribed");
    var types = record.putArray("types");
    subscription.types().stream().sorted().forEach(type -> types.add(type.label()));
    platform(PlatformLines.event(clock.instant(), "platform.telemetrySubscription", record));
  }

  /// The worker has started: no more can subscribe.
  ///
  /// @return whether any has
  public synchronized boolean started() {
    starting = false;
    forgetEarly();
    return !subscribers.isEmpty();
  }

  private void forgetEarly() {
    early.clear();
    memory.give(earlyBytes);
    earlyBytes = 0;
  }

  @Override
  public void line(Origin origin, String time, String line, boolean json) {
    publish(new Event.Line(categoryOf(origin), time, line, json));
  }

  @Override
  public void dropped(Origin origin, long bytes) {
    publish(new Event.Dropped(categoryOf(origin), bytes));
  }

  @Override
  public void platform(String event) {
    publish(new Event.Platform(bytes(event)));
  }

  private synchronized void publish(Event event) {
    if (starting && !closed) {
      keep(event);
    }
    subscribers.values().forEach(subscriber -> tell(subscriber, event));
  }

  private void keep(Event event) {
    long cost = event.cost();
    if (earlyBytes + cost > EARLY_BYTES || !memory.take(cost)) {
      earlyLost.merge(event.category(), event.lost(), EventBuffer.Lost::plus);
      return;
    }
    early.add(event);
    earlyBytes += cost;
  }

  private static void tell(Subscriber subscriber, Event event) {
    if (!subscriber.subscription().types().contains(event.category())) {
      return;
    }
    switch (event) {
      case Event.Platform(byte[] json) -> subscriber.add(json);
      case Event.Line line -> subscriber.add(line.bytes(subscriber.subscription().structured()));
      case Event.Dropped dropped -> subscriber.lost(dropped.lost());
    }
  }

  private static Category categoryOf(Origin origin) {
    return switch (origin) {
      case FUNCTION -> Category.FUNCTION;
      case EXTENSION -> Category.EXTENSION;
    };
  }

  private sealed interface Event {
    int OVERHEAD = 128;

    Category category();

    /// The memory that it takes.
    long cost();

    /// In place of it.
    EventBuffer.Lost lost();

    /// @param json the whole event
    record Platform(byte[] json) implements Event {

      @Override
      public Category category() {
        return Category.PLATFORM;
      }

      @Override
      public long cost() {
        return (long) json.length + OVERHEAD;
      }

      @Override
      public EventBuffer.Lost lost() {
        return new EventBuffer.Lost(1, json.length);
      }
    }

    /// A line of a log.
    ///
    /// @param json whether it is a JSON object
    record Line(Category category, String time, String text, boolean json) implements Event {

      @Override
      public long cost() {
        return 2L * text.length() + OVERHEAD;
      }

      @Override
      public EventBuffer.Lost lost() {
        return new EventBuffer.Lost(1, text.length());
      }

      /// @param structured whether a JSON object is to stay one
      byte[] bytes(boolean structured) {
        String record = structured && json ? text : JSON.writeValueAsString(text);
        return Telemetry.bytes(
            "{\"time\":\"%s\",\"type\":\"%s\",\"record\":".formatted(time, category.label())
                + record
                + "}");
      }
    }

    /// A line that is not in the log.
    record Dropped(Category category, long bytes) implements Event {

      @Override
      public long cost() {
        return OVERHEAD;
      }

      @Override
      public EventBuffer.Lost lost() {
        return new EventBuffer.Lost(1, bytes);
      }
    }
  }

  private byte[] lossEvent(EventBuffer.Lost lost) {
    ObjectNode record =
        JSON.createObjectNode()
            .put("reason", "The extension has not taken its events, or they were too many")
            .put("droppedRecords", lost.events())
            .put("droppedBytes", lost.bytes());
    return bytes(PlatformLines.event(clock.instant(), "platform.logsDropped", record));
  }

  /// Delivers what waits, and everything from now on, at once.
  ///
  /// @return completed when all is delivered or its listener does not take it
  public CompletableFuture<Void> flush() {
    return CompletableFuture.allOf(
        all().stream().map(Subscriber::flush).toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      forgetEarly();
    }
    all().forEach(Subscriber::close);
  }

  private synchronized List<Subscriber> all() {
    return List.copyOf(subscribers.values());
  }

  private static byte[] bytes(String event) {
    return event.getBytes(StandardCharsets.UTF_8);
  }
}
