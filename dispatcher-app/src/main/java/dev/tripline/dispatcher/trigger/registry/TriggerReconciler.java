package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.run.RunningTrigger;
import dev.tripline.spi.source.http.HttpEventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the triggers of the store on this node. The store decides which there are: every change is
/// written there first, and each node brings itself into line with it, now and again. Safe for many
/// threads.
public final class TriggerReconciler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TriggerReconciler.class);

  private final TriggerStore store;
  private final TriggerSources sources;
  private final TriggerSettings settings;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, LocalTrigger> local = new LinkedHashMap<>();

  TriggerReconciler(
      TriggerStore store, TriggerSources sources, TriggerSettings settings, InstantSource clock) {
    this.store = store;
    this.sources = sources;
    this.settings = settings;
    this.clock = clock;
  }

  /// Runs what is in the store, and from now on what will be.
  void start() {
    Thread.ofVirtual().name("trigger refresh").start(this::refreshUntilClosed);
  }

  private void refreshUntilClosed() {
    try {
      do {
        try {
          refresh();
        } catch (RuntimeException e) {
          log.warn(
              "The triggers cannot be read from the store; tried again in {}",
              settings.refreshInterval(),
              e);
        }
      } while (!closing.await(settings.refreshInterval().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      log.info("The triggers are no longer refreshed");
    }
  }

  synchronized Optional<LocalTrigger> find(String idOrName) {
    LocalTrigger byId = local.get(idOrName);
    if (byId != null) {
      return Optional.of(byId);
    }
    return local.values().stream().filter(one -> one.trigger().name().equals(idOrName)).findFirst();
  }

  /// The triggers on this node, by name.
  synchronized List<LocalTrigger> all() {
    List<LocalTrigger> all = new ArrayList<>(local.values());
    all.sort(Comparator.comparing(one -> one.trigger().name()));
    return all;
  }

  /// Brings this node into line with the store. Blocking.
  synchronized void refresh() {
    if (closing.getCount() == 0) {
      return;
    }
    List<Trigger> stored = store.all();
    Map<String, LocalTrigger> before = new LinkedHashMap<>(local);
    for (Trigger trigger : stored) {
      LocalTrigger old = before.remove(trigger.id());
      if (old == null || old.trigger().revision() < trigger.revision()) {
        local.put(trigger.id(), run(trigger, old));
      }
    }
    for (LocalTrigger gone : before.values()) {
      local.remove(gone.trigger().id());
      if (gone.running() != null) {
        gone.running().stop();
      }
    }
  }

  private LocalTrigger run(Trigger trigger, @Nullable LocalTrigger old) {
    TriggerStatus status = old == null ? new TriggerStatus(clock) : old.status();
    RunningTrigger before = old == null ? null : old.running();
    if (before != null) {
      before.stop();
    }
    OpenedSource source = sources.open(trigger, status);
    HttpEventSource receiver =
        source instanceof OpenedSource.Receiving receiving ? receiving.receiver() : null;
    if (trigger.paused()) {
      status.pausing();
      if (before == null) {
        status.paused();
      } else {
        before.whenEnded(status::paused);
      }
      return new LocalTrigger(trigger, status, before, receiver);
    }
    status.creating();
    return switch (source) {
      case OpenedSource.Receiving _ -> {
        status.healthy();
        yield new LocalTrigger(trigger, status, null, receiver);
      }
      case OpenedSource.Reading reading -> {
        sources.began(trigger, status);
        var running = new RunningTrigger(trigger, status, reading, settings.maxBackoff());
        running.start(before);
        yield new LocalTrigger(trigger, status, running, null);
      }
    };
  }

  /// Stops all, and waits for what is with functions, up to the drain timeout.
  @Override
  public void close() {
    closing.countDown();
    List<LocalTrigger> all = all();
    for (LocalTrigger one : all) {
      if (one.running() != null) {
        one.running().stop();
      }
    }
    long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
    try {
      for (LocalTrigger one : all) {
        if (one.running() != null) {
          one.running().awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while triggers were stopping; what they have open comes again");
    }
  }
}
