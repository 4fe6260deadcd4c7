package dev.tripline.testkit.source;

import dev.tripline.spi.store.SourceStateStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// The state of sources in memory. Outlives its users, as a store does; can break before it saves.
/// Safe for many threads.
public final class MemoryStateStore implements SourceStateStore {
  private final Map<String, Map<String, String>> states = new HashMap<>();
  private int savesUntilBreak = Integer.MAX_VALUE;
  private Runnable afterSave = () -> {};

  /// The save after so many others fails, and so do all that follow until the next call.
  public synchronized void breakAfter(int saves) {
    savesUntilBreak = saves;
  }

  /// Runs after each save, on its thread and under the store's lock.
  public synchronized void setAfterSave(Runnable action) {
    afterSave = action;
  }

  @Override
  public synchronized Map<String, String> load(String triggerId) {
    return new HashMap<>(states.getOrDefault(triggerId, Map.of()));
  }

  @Override
  public synchronized SequencedMap<String, String> part(
      String triggerId, String from, boolean inclusive, int limit) {
    SequencedMap<String, String> part = new LinkedHashMap<>();
    states.getOrDefault(triggerId, Map.of()).entrySet().stream()
        .filter(entry -> compare(entry.getKey(), from) >= (inclusive ? 0 : 1))
        .sorted((a, b) -> compare(a.getKey(), b.getKey()))
        .limit(limit)
        .forEach(entry -> part.put(entry.getKey(), entry.getValue()));
    return part;
  }

  /// By code points, which is the order of their UTF-8.
  private static int compare(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
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
    afterSave.run();
  }

  @Override
  public synchronized void clear(String triggerId) {
    states.remove(triggerId);
  }
}
