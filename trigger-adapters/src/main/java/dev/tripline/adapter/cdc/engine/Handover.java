package dev.tripline.adapter.cdc.engine;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Passes objects to classes of ours that a library makes by their names, with a text as their only
/// argument. Safe for many threads.
public final class Handover {
  private static final Map<String, Object> KEPT = new ConcurrentHashMap<>();

  private Handover() {}

  /// @return the text by which it is found, until [#forget]
  public static String keep(Object object) {
    String key = UUID.randomUUID().toString();
    KEPT.put(key, object);
    return key;
  }

  /// @throws IllegalStateException if nothing of the type is kept by that key
  public static <T> T find(String key, Class<T> type) {
    Object kept = KEPT.get(key);
    if (!type.isInstance(kept)) {
      throw new IllegalStateException(
          "its reading is over, so there is no " + type.getSimpleName());
    }
    return type.cast(kept);
  }

  public static void forget(String key) {
    KEPT.remove(key);
  }
}
