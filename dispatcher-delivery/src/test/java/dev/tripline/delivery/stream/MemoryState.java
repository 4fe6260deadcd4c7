package dev.tripline.delivery.stream;

import dev.tripline.spi.store.SourceStateStore;
import java.util.HashMap;
import java.util.Map;

/// Source state in memory, for one trigger.
final class MemoryState implements SourceStateStore {
  private final Map<String, String> values = new HashMap<>();
  private Runnable after = () -> {};

  /// What happens after each save.
  synchronized void after(Runnable act) {
    after = act;
  }

  @Override
  public synchronized Map<String, String> load(String triggerId) {
    return Map.copyOf(values);
  }

  @Override
  public synchronized void save(String triggerId, Map<String, String> changes) {
    changes.forEach((key, value) -> {
      if (value.isEmpty()) {
        values.remove(key);
      } else {
        values.put(key, value);
      }
    });
    after.run();
  }

  @Override
  public synchronized void clear(String triggerId) {
    values.clear();
  }
}
