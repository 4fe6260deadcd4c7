package dev.tripline.dispatcher.alert.signal;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryEvents;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Counts the failures of each trigger on this node since its last success. A failure is an attempt that
/// counts, or an event that is given up without one; what could not be run is none. Safe for many threads.
public final class ConsecutiveFailures implements AutoCloseable {
  private final Map<String, Long> counts = new ConcurrentHashMap<>();
  private final Runnable unsubscribe;

  public ConsecutiveFailures(DeliveryEvents events) {
    unsubscribe = events.subscribe(this::take);
  }

  private void take(DeliveryEvent event) {
    switch (event) {
      case DeliveryEvent.Delivered e -> forget(e.triggerId());
      case DeliveryEvent.Retried e -> {
        if (e.counts()) {
          add(e.triggerId());
        }
      }
      case DeliveryEvent.DeadLettered e -> add(e.triggerId());
      case DeliveryEvent.Accepted _,
          DeliveryEvent.DestinationSent _,
          DeliveryEvent.DestinationFailed _ -> {
        // says nothing of the function
      }
    }
  }

  private void add(@Nullable String triggerId) {
    if (triggerId != null) {
      counts.merge(triggerId, 1L, Long::sum);
    }
  }

  /// Begins anew, as after a success.
  void forget(@Nullable String triggerId) {
    if (triggerId != null) {
      counts.remove(triggerId);
    }
  }

  long of(String triggerId) {
    return counts.getOrDefault(triggerId, 0L);
  }

  @Override
  public void close() {
    unsubscribe.run();
  }
}
