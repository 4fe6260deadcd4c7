package dev.tripline.runtime.extension.telemetry;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What an extension wants to be told, and how.
///
/// @param structured whether lines of a log in JSON are handed on as objects, and not as strings
public record Subscription(
    boolean structured, Set<Category> types, Buffering buffering, Destination destination) {
  public Subscription {
    types = Set.copyOf(types.isEmpty() ? Set.of() : EnumSet.copyOf(types));
  }

  /// A stream of events.
  public enum Category {
    PLATFORM,
    FUNCTION,
    EXTENSION;

    /// As the API names it.
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
