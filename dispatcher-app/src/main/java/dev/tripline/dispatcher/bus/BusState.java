package dev.tripline.dispatcher.bus;

import dev.tripline.delivery.bus.BusEvent;
import dev.tripline.delivery.bus.BusMatcher;
import dev.tripline.delivery.bus.BusPattern;
import dev.tripline.dispatcher.bus.archive.EventArchive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The rules of one bus and their subscribers at one moment. Its patterns are compiled once, when the
/// first event comes. Never changes; safe for many threads.
final class BusState {
  /// No name of a rule begins with it.
  private static final String ARCHIVE = "/";

  private final Inputs inputs;
  private final List<String> archives = new ArrayList<>();
  private final Map<String, List<Subscriber>> byRule = new HashMap<>();
  private final Map<String, BusPattern> patterns = new HashMap<>();
  private final Supplier<BusMatcher<String>> matcher;

  /// The things that it is made of: equal ones make the same state.
  record Inputs(EventBus bus, List<BusRule> rules, List<EventArchive> archives, List<Key> keys) {}

  /// The subscribers that an event is for, and the archives that keep it.
  record Matched(List<Subscriber> subscribers, List<String> archives) {}

  /// A revision of a subscriber.
  record Key(String id, long revision) {}

  private BusState(Inputs inputs, List<Subscriber> subscribers) {
    this.inputs = inputs;
    for (BusRule rule : inputs.rules()) {
      BusPattern pattern = rule.pattern();
      if (rule.enabled() && pattern != null) {
        patterns.put(rule.name(), pattern);
      }
    }
    for (Subscriber subscriber : subscribers) {
      BusPattern own = subscriber.subscription().pattern();
      if (subscriber.paused()) {
        continue;
      }
      if (own != null) {
        patterns.put(subscriber.rule(), own);
      }
      byRule.computeIfAbsent(subscriber.rule(), _ -> new ArrayList<>()).add(subscriber);
    }
    patterns.keySet().retainAll(byRule.keySet());
    for (EventArchive archive : inputs.archives()) {
      BusPattern pattern = archive.pattern();
      if (pattern == null) {
        archives.add(archive.name());
      } else {
        patterns.put(ARCHIVE + archive.name(), pattern);
      }
    }
    this.matcher = new Once();
  }

  static Inputs inputs(
      EventBus bus,
      List<BusRule> rules,
      List<EventArchive> archives,
      List<Subscriber> subscribers) {
    List<Key> keys =
        subscribers.stream()
            .map(one -> new Key(one.id(), one.trigger().trigger().revision()))
            .toList();
    return new Inputs(bus, List.copyOf(rules), List.copyOf(archives), keys);
  }

  static BusState of(Inputs inputs, List<Subscriber> subscribers) {
    return new BusState(inputs, subscribers);
  }

  Inputs inputs() {
    return inputs;
  }

  /// Those of a rule, whatever it matches.
  List<Subscriber> subscribers(String rule) {
    return byRule.getOrDefault(rule, List.of());
  }

  Matched match(BusEvent event) {
    if (patterns.isEmpty()) {
      return new Matched(List.of(), archives);
    }
    List<Subscriber> found = new ArrayList<>();
    List<String> keeping = new ArrayList<>(archives);
    for (String rule : matcher.get().match(event)) {
      if (rule.startsWith(ARCHIVE)) {
        keeping.add(rule.substring(ARCHIVE.length()));
      } else {
        found.addAll(subscribers(rule));
      }
    }
    return new Matched(found, keeping);
  }

  private final class Once implements Supplier<BusMatcher<String>> {
    private volatile @Nullable BusMatcher<String> compiled;

    @Override
    public BusMatcher<String> get() {
      BusMatcher<String> ready = compiled;
      return ready == null ? compile() : ready;
    }

    private synchronized BusMatcher<String> compile() {
      BusMatcher<String> ready = compiled;
      if (ready == null) {
        ready = new BusMatcher<>(patterns);
        compiled = ready;
      }
      return ready;
    }
  }
}
