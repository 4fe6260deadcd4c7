package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.run.RunningTrigger;
import dev.tripline.spi.liveness.VitalThreads;
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
  private final List<TriggerListener> listeners;
  private boolean told;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, LocalTrigger> local = new LinkedHashMap<>();
  private volatile boolean known;

  /// By name; another list after each change.
  private volatile List<LocalTrigger> byName = List.of();

  TriggerReconciler(
      TriggerStore store,
      TriggerSources sources,
      TriggerSettings settings,
      InstantSource clock,
      List<TriggerListener> listeners) {
    this.listeners = List.copyOf(listeners);
    this.store = store;
    this.sources = sources;
    this.settings = settings;
    this.clock = clock;
  }

  /// Runs what is in the store, and from now on what will be.
  void start() {
    VitalThreads.ofVirtual("trigger refresh").start(this::refreshUntilClosed);
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

  /// The triggers on this node, by name: the same list as long as nothing has changed. Does not block.
  List<LocalTrigger> all() {
    return byName;
  }

  /// Brings this node into line with the store. Blocking.
  synchronized void refresh() {
    if (closing.getCount() == 0) {
      return;
    }
    try {
      follow(store.all());
    } finally {
      List<LocalTrigger> all = new ArrayList<>(local.values());
      all.sort(Comparator.comparing(one -> one.trigger().name()));
      if (!all.equals(byName)) {
        byName = List.copyOf(all);
      }
    }
    known = true;
  }

  private void follow(List<Trigger> stored) {
    Map<String, LocalTrigger> before = new LinkedHashMap<>(local);
    boolean changed = !told;
    for (Trigger trigger : stored) {
      LocalTrigger old = before.remove(trigger.id());
      if (old == null || old.trigger().revision() < trigger.revision()) {
        local.put(trigger.id(), run(trigger, old));
        changed = true;
      }
    }
    changed |= !before.isEmpty();
    for (LocalTrigger gone : before.values()) {
      local.remove(gone.trigger().id());
      if (gone.running() == null) {
        sources.ended(gone.trigger());
      } else {
        gone.running().whenEnded(() -> sources.ended(gone.trigger()));
        gone.running().stop();
      }
    }
    if (changed) {
      List<LocalTrigger> now = List.copyOf(local.values());
      listeners.forEach(listener -> listener.changed(now));
      told = true;
    }
  }

  /// Whether the triggers of the store have been read here since the start.
  boolean isKnown() {
    return known;
  }

  private LocalTrigger run(Trigger trigger, @Nullable LocalTrigger old) {
    TriggerStatus status = old == null ? new TriggerStatus(clock) : old.status();
    RunningTrigger before = old == null ? null : old.running();
    if (before != null) {
      before.stop();
    }
    OpenedSource source = sources.open(trigger, status);
    OpenedSource.Receiving receiver =
        source instanceof OpenedSource.Receiving receiving ? receiving : null;
    if (trigger.paused()) {
      status.pausing();
      if (before == null) {
        status.paused();
      } else {
        before.whenEnded(status::paused);
      }
      return new LocalTrigger(trigger, status, before, receiver);
    }
    status.creating(trigger.revision());
    return switch (source) {
      case OpenedSource.Receiving _, OpenedSource.Offered _ -> {
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
