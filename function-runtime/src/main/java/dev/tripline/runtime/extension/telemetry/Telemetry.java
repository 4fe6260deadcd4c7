package dev.tripline.runtime.extension.telemetry;

import dev.tripline.runtime.extension.telemetry.Subscription.Category;
import dev.tripline.runtime.log.PlatformLines;
import dev.tripline.runtime.log.TelemetrySink;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The subscriptions of one worker's extensions. Safe for many threads; only [#flush] takes time, and not
/// the caller's.
public final class Telemetry implements TelemetrySink, AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final WorkerPorts ports;
  private final TelemetryMemory memory;
  private final InstantSource clock;
  private final Map<String, Subscriber> subscribers = new ConcurrentHashMap<>();

  public Telemetry(WorkerPorts ports, TelemetryMemory memory, InstantSource clock) {
    this.ports = ports;
    this.memory = memory;
    this.clock = clock;
  }

  /// Adds a subscription; the first one of an extension stays.
  ///
  /// @param beginning the event of the platform that came before all others
  public void subscribe(String extension, Subscription subscription, String beginning) {
    Subscriber subscriber = new Subscriber(extension, subscription, ports, memory, this::lossEvent);
    boolean first = subscribers.putIfAbsent(extension, subscriber) == null;
    if (first) {
      if (subscription.types().contains(Category.PLATFORM)) {
        subscriber.add(bytes(beginning));
      }
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

  @Override
  public void line(Origin origin, String time, String line, boolean json) {
    Category type = typeOf(origin);
    Event event = new Event(type, time, line, json);
    each(type, subscriber -> subscriber.add(event.bytes(subscriber.subscription().structured())));
  }

  @Override
  public void dropped(Origin origin, long bytes) {
    each(typeOf(origin), subscriber -> subscriber.lost(1, bytes));
  }

  @Override
  public void platform(String event) {
    byte[] bytes = bytes(event);
    each(Category.PLATFORM, subscriber -> subscriber.add(bytes));
  }

  private void each(Category type, Consumer<Subscriber> act) {
    for (Subscriber subscriber : subscribers.values()) {
      if (subscriber.subscription().types().contains(type)) {
        act.accept(subscriber);
      }
    }
  }

  private static Category typeOf(Origin origin) {
    return switch (origin) {
      case FUNCTION -> Category.FUNCTION;
      case EXTENSION -> Category.EXTENSION;
    };
  }

  /// A line of a log, written once in each of its two forms.
  private static final class Event {
    private final String head;
    private final String line;
    private final boolean json;
    private byte[] asString = {};
    private byte[] asObject = {};

    Event(Category type, String time, String line, boolean json) {
      this.head = "{\"time\":\"" + time + "\",\"type\":\"" + type.label() + "\",\"record\":";
      this.line = line;
      this.json = json;
    }

    byte[] bytes(boolean structured) {
      if (structured && json) {
        asObject = asObject.length > 0 ? asObject : Telemetry.bytes(head + line + "}");
        return asObject;
      }
      asString =
          asString.length > 0
              ? asString
              : Telemetry.bytes(head + JSON.writeValueAsString(line) + "}");
      return asString;
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
    Collection<Subscriber> all = subscribers.values();
    return CompletableFuture.allOf(
        all.stream().map(Subscriber::flush).toArray(CompletableFuture<?>[]::new));
  }

  @Override
  public void close() {
    subscribers.values().forEach(Subscriber::close);
  }

  private static byte[] bytes(String event) {
    return event.getBytes(StandardCharsets.UTF_8);
  }
}
