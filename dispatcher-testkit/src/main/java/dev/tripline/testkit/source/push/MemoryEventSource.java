package dev.tripline.testkit.source.push;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.EventSource;
import dev.tripline.spi.source.SourceUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// A source in memory. Its [Origin] keeps events until they are accepted, whether or not a source
/// runs.
public final class MemoryEventSource implements EventSource {
  private final Origin origin;
  private boolean closed;

  private MemoryEventSource(Origin origin) {
    this.origin = origin;
  }

  /// The place that sources watch. Safe for many threads.
  public static final class Origin {
    private final Deque<Event> waiting = new ArrayDeque<>();
    private boolean reachable = true;
    private int count;

    public MemoryEventSource open() {
      return new MemoryEventSource(this);
    }

    /// One event with this subject, and a payload that names it.
    public synchronized void happen(String subject) {
      String id = Integer.toString(++count);
      byte[] payload = ("{\"subject\":\"" + subject + "\"}").getBytes(StandardCharsets.UTF_8);
      waiting.add(
          new Event(
              id, "/memory", "happened", subject, null, "application/json", Map.of(), payload, id));
      notifyAll();
    }

    public synchronized void setReachable(boolean reachable) {
      this.reachable = reachable;
      notifyAll();
    }
  }

  @Override
  public void run(EventSink sink) throws InterruptedException {
    while (true) {
      Event event;
      synchronized (origin) {
        while (!closed && origin.reachable && origin.waiting.isEmpty()) {
          origin.wait();
        }
        if (closed) {
          return;
        }
        if (!origin.reachable) {
          throw new SourceUnavailableException("the origin is out of reach");
        }
        event = origin.waiting.getFirst();
      }
      switch (sink.accept(List.of(event))) {
        case Acceptance.Accepted _, Acceptance.TooLarge _ -> forget(event);
        case Acceptance.Full _ -> throw new SourceUnavailableException("the sink is full");
      }
    }
  }

  private void forget(Event event) {
    synchronized (origin) {
      origin.waiting.remove(event);
    }
  }

  @Override
  public void close() {
    synchronized (origin) {
      closed = true;
      origin.notifyAll();
    }
  }
}
