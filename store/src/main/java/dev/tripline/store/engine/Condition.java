package dev.tripline.store.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A WHERE clause of those conditions that have a value.
public final class Condition {
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, Object> params = new HashMap<>();

  public void and(String condition, String name, @Nullable Object value) {
    if (value != null) {
      conditions.add(condition);
      params.put(name, value);
    }
  }

  /// Another parameter of a condition.
  public void give(String name, Object value) {
    params.put(name, value);
  }

  public String sql() {
    return conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
  }

  public Map<String, Object> params() {
    return params;
  }

  public static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : time.toEpochMilli();
  }
}
