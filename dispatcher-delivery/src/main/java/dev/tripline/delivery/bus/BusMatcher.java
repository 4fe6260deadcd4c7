package dev.tripline.delivery.bus;

import java.util.List;
import java.util.Map;
import software.amazon.event.ruler.GenericMachine;

/// All patterns of a bus, compiled together: one pass over an event finds every pattern that matches it,
/// however many there are. Never changes; safe for many threads.
///
/// @param <K> names a pattern; equal by its value
public final class BusMatcher<K> {
  private final GenericMachine<K> machine = GenericMachine.<K>builder().build();

  /// Takes some milliseconds for a hundred patterns.
  ///
  /// @throws InvalidRuleException if one of them cannot be compiled
  public BusMatcher(Map<K, BusPattern> patterns) {
    patterns.forEach((key, pattern) -> pattern.addTo(machine, key));
  }

  /// The patterns that match, in no order.
  public List<K> match(BusEvent event) {
    return match(event.json());
  }

  /// @param event a JSON object
  public List<K> match(String event) {
    try {
      return machine.rulesForJSONEvent(event);
    } catch (Exception e) {
      throw new IllegalStateException("the matcher failed on an event", e);
    }
  }
}
