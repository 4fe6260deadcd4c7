package dev.tripline.dispatcher.bus;

import dev.tripline.delivery.bus.BusPattern;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A rule of an event bus. Its targets are triggers.
///
/// @param pattern null if it has a schedule only
/// @param schedule null if it has a pattern only
/// @param enabled whether its targets get events
public record BusRule(
    String bus,
    String name,
    @Nullable BusPattern pattern,
    @Nullable Schedule schedule,
    boolean enabled,
    String description,
    Map<String, String> tags) {

  public BusRule {
    tags = Map.copyOf(tags);
  }

  /// Times at which the targets get an event.
  ///
  /// @param expression as it was given
  /// @param since from when it counts: the time at which it was made, changed or enabled
  public record Schedule(String expression, Instant since) {}

  /// The same, switched on or off.
  ///
  /// @param now from when its schedule counts if it was off
  public BusRule enabled(boolean on, Instant now) {
    Schedule from =
        schedule == null || enabled || !on ? schedule : new Schedule(schedule.expression(), now);
    return new BusRule(bus, name, pattern, from, on, description, tags);
  }
}
