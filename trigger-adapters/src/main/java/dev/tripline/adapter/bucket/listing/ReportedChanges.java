package dev.tripline.adapter.bucket.listing;

import dev.tripline.adapter.bucket.ObjectChange;
import dev.tripline.adapter.bucket.ObjectEvents;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.SourceUnavailableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Offers changes to the sink, many at once, and makes them known when they are durable. For one thread.
final class ReportedChanges {
  private static final int MOST_KEYS = 500;
  private static final long MOST_BYTES = 4L * 1024 * 1024;
  private static final int MOST_PROBLEMS = 20;

  private final ObjectEvents objects;
  private final KnownObjects known;
  private final EventSink sink;
  private final ListingListener listener;
  private final List<Event> events = new ArrayList<>();
  private final Map<String, @Nullable KnownObject> changes = new HashMap<>();
  private final List<String> problems = new ArrayList<>();
  private long bytes;

  ReportedChanges(
      ObjectEvents objects, KnownObjects known, EventSink sink, ListingListener listener) {
    this.objects = objects;
    this.known = known;
    this.sink = sink;
    this.listener = listener;
  }

  /// @param reported what happened to the object, the oldest first
  /// @param now what is known of it from then on; null to forget it
  void add(String key, List<ObjectChange> reported, @Nullable KnownObject now)
      throws InterruptedException {
    for (Event event : objects.of(reported)) {
      events.add(event);
      bytes += event.payload().length;
    }
    changes.put(key, now);
    if (changes.size() >= MOST_KEYS || bytes >= MOST_BYTES) {
      flush();
    }
  }

  /// Returns when everything is durable, here and there.
  ///
  /// @throws SourceUnavailableException if the sink is full
  void flush() throws InterruptedException {
    if (changes.isEmpty()) {
      return;
    }
    if (!events.isEmpty()) {
      switch (sink.accept(List.copyOf(events))) {
        case Acceptance.Accepted _ -> {}
        case Acceptance.TooLarge large when events.size() == 1 ->
            tooLarge(events.getFirst(), large);
        case Acceptance.TooLarge _ -> oneByOne();
        case Acceptance.Full _ -> throw full();
      }
    }
    listener.proceeding();
    known.save(changes);
    events.clear();
    changes.clear();
    bytes = 0;
  }

  /// One that is too large refuses the whole offer.
  private void oneByOne() throws InterruptedException {
    for (Event event : events) {
      offer(event);
    }
  }

  private void offer(Event event) throws InterruptedException {
    switch (sink.accept(List.of(event))) {
      case Acceptance.Accepted _ -> {}
      case Acceptance.TooLarge large -> tooLarge(event, large);
      case Acceptance.Full _ -> throw full();
    }
  }

  private void tooLarge(Event event, Acceptance.TooLarge large) {
    problem(
        "%s: its event has %d bytes, the limit is %d"
            .formatted(event.subject(), large.bytes(), large.limit()));
  }

  private static SourceUnavailableException full() {
    return new SourceUnavailableException(
        "the store takes no more events for now; what it did not take is offered again");
  }

  void problem(String text) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(text);
    }
  }

  List<String> problems() {
    return List.copyOf(problems);
  }
}
