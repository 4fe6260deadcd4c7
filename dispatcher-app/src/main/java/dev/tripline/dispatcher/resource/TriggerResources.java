package dev.tripline.dispatcher.resource;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The shared resources that triggers name. Safe for many threads.
public final class TriggerResources {
  private static final int REMEMBERED = 1_000;

  private final Function<String, Optional<Optional<String>>> stored;
  private final Map<String, Optional<String>> byTrigger = new ConcurrentHashMap<>();

  /// Triggers that are not there any more; ids are never used again.
  private final Set<String> gone =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  /// @param stored the resource of a trigger as the store has it; empty if there is no such trigger
  TriggerResources(Function<String, Optional<Optional<String>>> stored) {
    this.stored = stored;
  }

  /// The trigger as this node runs it.
  ///
  /// @param resource null if it names none
  public void put(String triggerId, @Nullable String resource) {
    byTrigger.put(triggerId, Optional.ofNullable(resource));
  }

  /// The trigger does not run here any more.
  public void forget(String triggerId) {
    byTrigger.remove(triggerId);
  }

  /// Null if the trigger names none, or is not there any more. The store is asked about a trigger that
  /// this node does not run yet: an event of it may come first.
  public @Nullable String of(String triggerId) {
    Optional<String> known = byTrigger.get(triggerId);
    if (known == null && !gone.contains(triggerId)) {
      Optional<Optional<String>> found = stored.apply(triggerId);
      if (found.isEmpty()) {
        gone.add(triggerId);
      }
      known = found.orElse(Optional.empty());
    }
    return known == null ? null : known.orElse(null);
  }
}
