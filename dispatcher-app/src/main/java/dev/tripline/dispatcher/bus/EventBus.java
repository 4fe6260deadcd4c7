package dev.tripline.dispatcher.bus;

import java.time.Instant;
import java.util.Map;

/// An event bus.
///
/// @param createdAt to the millisecond
public record EventBus(
    String name,
    String description,
    Map<String, String> tags,
    Instant createdAt,
    Instant updatedAt) {
  /// The bus that every dispatcher has.
  public static final String DEFAULT = "default";

  public EventBus {
    tags = Map.copyOf(tags);
  }
}
