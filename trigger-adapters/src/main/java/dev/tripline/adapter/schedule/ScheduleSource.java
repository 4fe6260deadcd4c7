package dev.tripline.adapter.schedule;

import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.EventSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.store.SourceStateStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A schedule as a source of events, one for each of its times.
///
/// An event is offered until it is accepted, and the position moves on after that: a crash in between
/// offers it again, under the same deduplication key, its nominal time. It looks at the clock again and
/// again instead of sleeping until the next time, so that a clock that is set is noticed.
public final class ScheduleSource implements EventSource {
  private static final Logger log = LoggerFactory.getLogger(ScheduleSource.class);

  private final ScheduleSettings settings;
  private final SourceStateStore store;
  private final ScheduleListener listener;
  private final InstantSource clock;
  private final Duration interval;
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param clock the node's: its zone rules are those of the wall
  /// @param interval between two looks at the clock
  public ScheduleSource(
      ScheduleSettings settings,
      SourceStateStore store,
      ScheduleListener listener,
      InstantSource clock,
      Duration interval) {
    this.settings = settings;
    this.store = store;
    this.listener = listener;
    this.clock = clock;
    this.interval = interval;
  }

  @Override
  public void run(EventSink sink) throws InterruptedException {
    if (closed.getCount() == 0) {
      return;
    }
    ScheduleProgress progress = ScheduleProgress.load(store, settings);
    @Nullable Instant next = Instant.MIN;
    do {
      if (next != null && !next.isAfter(clock.instant())) {
        next = fireWhatIsDue(sink, progress);
      }
      listener.looked(next);
    } while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS));
  }

  /// Answers when the next is due; null if there is none any more.
  private @Nullable Instant fireWhatIsDue(EventSink sink, ScheduleProgress progress)
      throws InterruptedException {
    while (closed.getCount() > 0) {
      Firing firing =
          Firing.decide(
              settings.schedule(),
              settings.catchUp(),
              settings.triggerId(),
              progress.position(),
              clock.instant());
      switch (firing) {
        case Firing.Fire fire -> {
          offer(sink, fire.nominal());
          progress.advance(fire.nominal());
        }
        case Firing.Skip skip -> {
          progress.advance(skip.upTo());
          listener.skipped(skip.upTo());
        }
        case Firing.Wait wait -> {
          return wait.until();
        }
        case Firing.Over _ -> {
          return null;
        }
      }
    }
    return Instant.MIN;
  }

  private void offer(EventSink sink, Instant nominal) throws InterruptedException {
    switch (sink.accept(List.of(ScheduledEventJson.event(settings, nominal)))) {
      case Acceptance.Accepted _ -> {}
      case Acceptance.TooLarge large ->
          log.error(
              "The input of schedule {} has {} bytes, more than {}; its time {} is passed over",
              settings.content().name(),
              large.bytes(),
              large.limit(),
              nominal);
      case Acceptance.Full full ->
          throw new SourceUnavailableException(
              "the store is full; the schedule is tried again in " + full.retryAfter());
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
