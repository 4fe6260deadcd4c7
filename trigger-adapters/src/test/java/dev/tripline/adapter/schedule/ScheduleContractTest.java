package dev.tripline.adapter.schedule;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.source.MemoryStateStore;
import dev.tripline.testkit.source.push.EventSourceContract;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An hour passes for each event: its time is all that happens to a schedule, so that the test gives
/// each time a subject.
class ScheduleContractTest implements EventSourceContract {
  private static final Instant BEGIN = Instant.parse("2027-01-01T00:00:00Z");

  private final MemoryStateStore store = new MemoryStateStore();
  private final Map<Instant, String> subjects = new ConcurrentHashMap<>();
  private volatile Instant now = BEGIN;
  private volatile boolean reachable = true;

  @Override
  public EventSource open() {
    var schedule =
        new Schedule(
            ScheduleExpression.parse("rate(1 hour)"),
            ZoneOffset.UTC,
            BEGIN,
            BEGIN.plus(Duration.ofHours(1)),
            null,
            Duration.ZERO);
    var settings =
        new ScheduleSettings(
            "t",
            schedule,
            new CatchUp(100),
            BEGIN,
            new ScheduleSettings.Content("hourly", "us-east-1", "000000000000", null));
    ScheduleListener listener =
        new ScheduleListener() {
          @Override
          public void looked(@Nullable Instant next) {
            if (!reachable) {
              throw new SourceUnavailableException("another node runs the schedule now");
            }
          }

          @Override
          public void skipped(Instant upTo) {
            throw new AssertionError("skipped up to " + upTo);
          }
        };
    return new Named(
        new ScheduleSource(settings, store, listener, () -> now, Duration.ofMillis(5)));
  }

  @Override
  public void happen(String subject) {
    Instant next = now.plus(Duration.ofHours(1));
    subjects.put(next, subject);
    now = next;
  }

  @Override
  public void setReachable(boolean reachable) {
    this.reachable = reachable;
  }

  /// Gives each event the subject of its time.
  private final class Named implements EventSource {
    private final ScheduleSource source;

    Named(ScheduleSource source) {
      this.source = source;
    }

    @Override
    public void run(EventSink sink) throws InterruptedException {
      source.run(events -> sink.accept(events.stream().map(this::named).toList()));
    }

    private Event named(Event event) {
      return new Event(
          event.id(),
          event.source(),
          event.type(),
          subjects.get(event.time()),
          event.time(),
          event.dataContentType(),
          event.attributes(),
          event.payload(),
          event.dedupKey());
    }

    @Override
    public void close() {
      source.close();
    }
  }
}
