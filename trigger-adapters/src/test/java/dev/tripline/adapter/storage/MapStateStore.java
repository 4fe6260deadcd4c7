package dev.tripline.adapter.storage;

import dev.tripline.spi.store.SourceStateStore;
import java.util.HashMap;
import java.util.Map;

/// Remembers in memory; can break before it saves.
final class MapStateStore implements SourceStateStore {
  private final Map<String, Map<String, String>> states = new HashMap<>();
  private int savesUntilBreak = Integer.MAX_VALUE;

  /// The save after so many others fails, and so do all that follow until the next call.
  synchronized void breakAfter(int saves) {
    savesUntilBreak = saves;
  }

  @Override
  public synchronized Map<String, String> load(String triggerId) {
    return new HashMap<>(states.getOrDefault(triggerId, Map.of()));
  }

  @Override
  public synchronized void save(String triggerId, Map<String, String> changes) {
    if (savesUntilBreak-- <= 0) {
      throw new IllegalStateException("the store is broken");
    }
    Map<String, String> state = states.computeIfAbsent(triggerId, _ -> new HashMap<>());
    changes.forEach((key, value) -> {
      if (value.isEmpty()) {
        state.remove(key);
      } else {
        state.put(key, value);
      }
    });
  }

  @Override
  public synchronized void clear(String triggerId) {
    states.remove(triggerId);
  }
}
