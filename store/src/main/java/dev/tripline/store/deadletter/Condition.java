package dev.tripline.store.deadletter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A WHERE clause of those conditions that have a value.
final class Condition {
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> params = new HashMap<>();

  void and(String condition, String name, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition);
      params.put(name, value);
    }
  }

  String sql() {
    return conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
  }

  Map<String, Object> params() {
    return params;
  }

  static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }
}
