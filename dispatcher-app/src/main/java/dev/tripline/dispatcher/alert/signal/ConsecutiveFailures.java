package dev.tripline.dispatcher.alert.signal;

import dev.tripline.delivery.AttemptListener;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts the attempts of each trigger on this node that failed since the last one that succeeded, or since
/// the trigger was changed, paused or resumed. Safe for many threads.
public final class ConsecutiveFailures implements AttemptListener, TriggerListener {
  private final Map<String, Long> counts = new ConcurrentHashMap<>();
  private Map<String, Long> revisions = Map.of();

  @Override
  public void attempted(String triggerId, boolean succeeded) {
    if (succeeded) {
      counts.remove(triggerId);
    } else {
      counts.merge(triggerId, 1L, Long::sum);
    }
  }

  @Override
  public void changed(List<LocalTrigger> triggers) {
    Map<String, Long> now = new HashMap<>();
    triggers.forEach(live -> now.put(live.trigger().id(), live.trigger().revision()));
    counts.keySet().removeIf(id -> !now.containsKey(id) || !now.get(id).equals(revisions.get(id)));
    revisions = now;
  }

  long of(String triggerId) {
    return counts.getOrDefault(triggerId, 0L);
  }
}
