package dev.tripline.dispatcher.bus;

import java.util.List;

/// The registrations of event buses and their rules. Blocking and durable; safe for many threads.
public interface BusStore {

  /// All there is at one moment.
  ///
  /// @param revision another number after each change
  record Content(long revision, List<EventBus> buses, List<BusRule> rules) {
    public Content {
      buses = List.copyOf(buses);
      rules = List.copyOf(rules);
    }
  }

  long revision();

  Content read();

  /// Adds a bus; `false` if there is one of that name.
  boolean insert(EventBus bus);

  /// Changes a bus; `false` if there is none of that name.
  boolean update(EventBus bus);

  /// Deletes a bus; `false` if there is none of that name, or it has rules.
  boolean deleteBus(String name);

  /// Adds a rule, or replaces the one of its name; `false` if there is no such bus.
  boolean put(BusRule rule);

  /// Deletes a rule; `false` if there is none.
  boolean deleteRule(String bus, String name);
}
