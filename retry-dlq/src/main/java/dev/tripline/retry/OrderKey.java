package dev.tripline.retry;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Names the events of a trigger that are delivered one after the other: short, the same for the same
/// group, and another one for each trigger.
public final class OrderKey {
  private OrderKey() {}

  /// @param group null for the group of all events that name none
  public static String of(String triggerId, @Nullable String group) {
    String text = triggerId + "\n" + (group == null ? "" : "group " + group);
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
