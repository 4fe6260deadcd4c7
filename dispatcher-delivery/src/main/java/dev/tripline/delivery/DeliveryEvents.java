package dev.tripline.delivery;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the progress of events to subscribers. Costs nothing while there are none. Safe for many
/// threads; a subscriber is called on the thread that delivers, so it must be quick.
public final class DeliveryEvents {
  private static final Logger log = LoggerFactory.getLogger(DeliveryEvents.class);

  private final List<Consumer<DeliveryEvent>> subscribers = new CopyOnWriteArrayList<>();

  /// Calls the subscriber from now on, until the answer is run.
  public Runnable subscribe(Consumer<DeliveryEvent> subscriber) {
    subscribers.add(subscriber);
    return () -> subscribers.remove(subscriber);
  }

  /// Calls every subscriber; the event is only made if there is one.
  public void publish(Supplier<DeliveryEvent> event) {
    if (subscribers.isEmpty()) {
      return;
    }
    DeliveryEvent told = event.get();
    for (Consumer<DeliveryEvent> subscriber : subscribers) {
      try {
        subscriber.accept(told);
      } catch (RuntimeException e) {
        log.warn("A subscriber failed on {}; the others are told all the same", told, e);
      }
    }
  }
}
