package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.RecentlySettled;
import java.time.InstantSource;
import java.util.List;

/// Joins queues to deliveries. Safe for many threads.
public final class QueueRuns {
  private final DeliveryServices services;
  private final EventFilters filters;
  private final TriggerServices guards;

  public QueueRuns(DeliveryServices services, EventFilters filters, TriggerServices guards) {
    this.services = services;
    this.filters = filters;
    this.guards = guards;
  }

  public InstantSource clock() {
    return services.clock();
  }

  /// The messages that this node settled lately, of all the trigger's runs.
  public RecentlySettled settled(Trigger trigger) {
    return guards.settled().of(trigger);
  }

  /// The trigger's filters, of a source whose records have this form.
  public EventFilter filter(FilteredSource source, List<String> patterns) {
    return filters.compile(source, patterns);
  }

  /// A delivery whose batches show in the trigger's status.
  public QueueDelivery delivery(
      Trigger trigger, TriggerStatus status, QueueSource source, QueueDelivery.Trigger delivered) {
    return delivery(trigger, status, source, delivered, new QueueProgress(status));
  }

  /// As above; the watcher is notified as well.
  public QueueDelivery watched(
      Trigger trigger,
      TriggerStatus status,
      QueueSource source,
      QueueDelivery.Trigger delivered,
      QueueDelivery.Listener watcher) {
    return delivery(
        trigger, status, source, delivered, new QueueListeners(new QueueProgress(status), watcher));
  }

  private QueueDelivery delivery(
      Trigger trigger,
      TriggerStatus status,
      QueueSource source,
      QueueDelivery.Trigger delivered,
      QueueDelivery.Listener listener) {
    return new QueueDelivery(
        new WatchedQueue(source, status),
        delivered,
        guards.guarded(trigger, services),
        listener,
        guards.account(trigger));
  }
}
