package dev.tripline.dispatcher.bus;

import dev.tripline.delivery.bus.BusPattern;
import dev.tripline.dispatcher.bus.archive.ArchiveStore;
import dev.tripline.dispatcher.bus.archive.EventArchive;
import dev.tripline.dispatcher.trigger.bus.BusDirectory;
import dev.tripline.dispatcher.trigger.bus.BusSubscription;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerListener;
import dev.tripline.spi.liveness.VitalThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The buses, their rules and subscribers as this node knows them. The store decides; this node looks
/// there after its own changes and every so often for those of others. Safe for many threads.
public final class BusCatalogue implements BusDirectory, TriggerListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BusCatalogue.class);

  private static final int MAX_RULES = 2_000;
  private static final int MAX_STARS = 300;

  private final BusStore store;
  private final ArchiveStore archives;
  private final Duration interval;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Known known =
      new Known(new BusStore.Content(0, List.of(), List.of()), List.of(), List.of(), Map.of());
  private volatile boolean ready;
  private @Nullable List<Subscriber> subscribers;

  /// @param interval at which the store is asked for changes of other nodes
  BusCatalogue(BusStore store, ArchiveStore archives, Duration interval) {
    this.store = store;
    this.archives = archives;
    this.interval = interval;
  }

  /// All there is at one moment.
  private record Known(
      BusStore.Content content,
      List<EventArchive> archives,
      List<Subscriber> subscribers,
      Map<String, BusState> states) {}

  public void start() {
    VitalThreads.ofVirtual("bus refresh").start(this::refreshUntilClosed);
  }

  private void refreshUntilClosed() {
    try {
      while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          refresh();
        } catch (RuntimeException e) {
          log.warn("The event buses cannot be read from the store; tried again in {}", interval, e);
        }
      }
    } catch (InterruptedException _) {
      log.info("The event buses are no longer refreshed");
    }
  }

  /// Brings this node into line with the store. Blocking.
  public synchronized void refresh() {
    if (known.content().revision() != store.revision()) {
      rebuild(store.read(), archives.archives());
    }
  }

  @Override
  public synchronized void changed(List<LocalTrigger> triggers) {
    List<Subscriber> found = new ArrayList<>();
    for (LocalTrigger trigger : triggers) {
      if (trigger.trigger().source() instanceof BusSubscription subscription) {
        found.add(Subscriber.of(trigger, subscription));
      }
    }
    subscribers = List.copyOf(found);
    BusStore.Content content = known.content();
    if (content.revision() == 0) {
      rebuild(store.read(), archives.archives());
    } else {
      rebuild(content, known.archives());
    }
  }

  private void rebuild(BusStore.Content content, List<EventArchive> kept) {
    List<Subscriber> all = subscribers == null ? List.of() : subscribers;
    Map<String, BusState> before = known.states();
    Map<String, BusState> states = new HashMap<>();
    for (EventBus bus : content.buses()) {
      List<BusRule> rules =
          content.rules().stream().filter(rule -> rule.bus().equals(bus.name())).toList();
      List<Subscriber> own =
          all.stream().filter(one -> one.subscription().bus().equals(bus.name())).toList();
      List<EventArchive> keeping =
          kept.stream().filter(archive -> archive.bus().equals(bus.name())).toList();
      BusState.Inputs inputs = BusState.inputs(bus, rules, keeping, own);
      BusState old = before.get(bus.name());
      states.put(
          bus.name(), old != null && old.inputs().equals(inputs) ? old : BusState.of(inputs, own));
    }
    known = new Known(content, List.copyOf(kept), all, states);
    ready = subscribers != null;
  }

  /// Whether the rules and the triggers were read: before that, no event finds its subscribers.
  public boolean ready() {
    return ready;
  }

  /// Null if there is no such bus.
  @Nullable BusState state(String bus) {
    return known.states().get(bus);
  }

  /// By name.
  public List<EventBus> buses() {
    return known.content().buses();
  }

  public Optional<EventBus> bus(String name) {
    return buses().stream().filter(bus -> bus.name().equals(name)).findFirst();
  }

  /// Of one bus, by name. Those of triggers with a pattern of their own are not among them.
  public List<BusRule> rules(String bus) {
    return known.content().rules().stream().filter(rule -> rule.bus().equals(bus)).toList();
  }

  public Optional<BusRule> rule(String bus, String name) {
    return rules(bus).stream().filter(rule -> rule.name().equals(name)).findFirst();
  }

  /// Of all buses, by name.
  public List<EventArchive> archives() {
    return known.archives();
  }

  /// Of one bus.
  public List<Subscriber> subscribers(String bus) {
    return known.subscribers().stream()
        .filter(one -> one.subscription().bus().equals(bus))
        .toList();
  }

  @Override
  public boolean hasBus(String bus) {
    if (bus(bus).isEmpty()) {
      refresh();
    }
    return bus(bus).isPresent();
  }

  @Override
  public boolean hasRule(String bus, String rule) {
    if (rule(bus, rule).isEmpty()) {
      refresh();
    }
    return rule(bus, rule).isPresent();
  }

  @Override
  public Optional<String> tooMuch(String bus, String rule, @Nullable BusPattern pattern) {
    refresh();
    Map<String, @Nullable BusPattern> patterns = new HashMap<>();
    rules(bus).forEach(one -> patterns.put(one.name(), one.pattern()));
    for (Subscriber subscriber : subscribers(bus)) {
      BusPattern own = subscriber.subscription().pattern();
      if (own != null) {
        patterns.put(subscriber.rule(), own);
      }
    }
    patterns.put(rule, pattern);
    if (patterns.size() > MAX_RULES) {
      return Optional.of("An event bus has at most " + MAX_RULES + " rules.");
    }
    int stars = patterns.values().stream().mapToInt(one -> one == null ? 0 : one.stars()).sum();
    return stars > MAX_STARS
        ? Optional.of(
            "The wildcards of all rules of an event bus have at most "
                + MAX_STARS
                + " stars together: each costs time for every event.")
        : Optional.empty();
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
