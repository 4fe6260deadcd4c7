package dev.tripline.dispatcher.bus.archive;

import dev.tripline.delivery.bus.BusEvent;
import dev.tripline.dispatcher.bus.EventPublisher;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.spi.liveness.VitalThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries replays out, each on one node at a time, and removes events from archives that are past their
/// retention. A replay goes on behind the last event that was replayed, whatever ended the node; an event
/// whose commit was not noted any more is known by its key, and not delivered twice. One that cannot be decrypted
/// is left out, counted and stays in its archive, so that another replay has it when its key is back.
public final class Replays implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Replays.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration CLEANING = Duration.ofMinutes(10);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final int CHUNK = 50;

  private final ArchiveStore store;
  private final EventPublisher publisher;
  private final TriggerLeases leases;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, TriggerLease> held = new HashMap<>();

  public Replays(
      ArchiveStore store, EventPublisher publisher, TriggerLeases leases, InstantSource clock) {
    this.store = store;
    this.publisher = publisher;
    this.leases = leases;
    this.clock = clock;
  }

  public void start() {
    VitalThreads.ofVirtual("bus replays").start(this::run);
  }

  private void run() {
    long cleaned = System.nanoTime();
    try {
      while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          runOnce();
          if (System.nanoTime() - cleaned >= CLEANING.toNanos()) {
            removeExpired();
            cleaned = System.nanoTime();
          }
        } catch (RuntimeException e) {
          log.warn("Replays of event buses do not go on; tried again in {}", INTERVAL, e);
        }
      }
    } catch (InterruptedException _) {
      log.info("Replays of event buses stop here; they go on after the next start");
    }
  }

  /// Carries out what there is to do, until it is done or this is closed.
  void runOnce() {
    for (EventReplay replay : store.openReplays()) {
      TriggerLease lease =
          held.computeIfAbsent(replay.name(), name -> leases.of("replay:" + name, LEASE));
      if (publisher.ready() && lease.hold()) {
        replay(replay, lease);
      }
    }
  }

  private void replay(EventReplay replay, TriggerLease lease) {
    EventReplay.Position position = replay.position();
    while (closing.getCount() > 0 && lease.hold()) {
      if (isCancelled(replay)) {
        end(replay, lease, EventReplay.State.CANCELLED, "");
        return;
      }
      if (!publisher.has(replay.bus())) {
        end(replay, lease, EventReplay.State.FAILED, "there is no event bus " + replay.bus());
        return;
      }
      List<ArchiveStore.Found> events = store.after(replay.archive(), position, replay.to(), CHUNK);
      if (events.isEmpty()) {
        end(replay, lease, EventReplay.State.COMPLETED, "");
        return;
      }
      List<EventPublisher.Publication> readable = readable(replay, events);
      if (!readable.isEmpty()) {
        publisher.publish(readable);
      }
      position = events.getLast().position();
      store.advance(replay.name(), position, events.size() - readable.size());
    }
  }

  private boolean isCancelled(EventReplay replay) {
    return store.openReplays().stream()
        .filter(open -> open.name().equals(replay.name()))
        .allMatch(open -> open.state() == EventReplay.State.CANCELLING);
  }

  private static List<EventPublisher.Publication> readable(
      EventReplay replay, List<ArchiveStore.Found> events) {
    List<EventPublisher.Publication> readable = new ArrayList<>();
    for (ArchiveStore.Found event : events) {
      if (event.body() == null) {
        log.warn(
            "Replay {} leaves out event {} of archive {}, which stays there: it {}",
            replay.name(),
            event.id(),
            replay.archive(),
            event.unreadable());
      } else {
        readable.add(publication(replay, event, event.body()));
      }
    }
    return readable;
  }

  private static EventPublisher.Publication publication(
      EventReplay replay, ArchiveStore.Found event, String body) {
    return new EventPublisher.Publication(
        replay.bus(),
        BusEvent.replayed(event.id(), event.time(), body, replay.name()),
        EventPublisher.Sender.UNKNOWN,
        new EventPublisher.Key("replay:" + replay.name() + ":" + event.id(), true),
        replay.rules());
  }

  private void end(EventReplay replay, TriggerLease lease, EventReplay.State state, String why) {
    long leftOut = store.leftOut(replay.name());
    String left =
        leftOut == 0
            ? ""
            : "left out, as they cannot be decrypted, but still in the archive: " + leftOut;
    String reason = why.isEmpty() || left.isEmpty() ? why + left : why + "; " + left;
    store.end(replay.name(), state, reason, clock.instant());
    held.remove(replay.name());
    lease.release();
    log.info(
        "Replay {} of archive {} ended: {} {}", replay.name(), replay.archive(), state, reason);
  }

  private void removeExpired() {
    for (EventArchive archive : store.archives()) {
      if (archive.retentionDays() > 0) {
        Instant before = clock.instant().minus(Duration.ofDays(archive.retentionDays()));
        boolean more = true;
        while (more && closing.getCount() > 0) {
          more = store.removeOlder(archive.name(), before);
        }
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
