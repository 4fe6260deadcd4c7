package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.format.RecordForms;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.RecentlySettled;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Joins queues to deliveries. Safe for many threads.
public final class QueueRuns {
  private final DeliveryServices services;
  private final RecordForms records;
  private final TriggerServices guards;
  private final @Nullable Invoker taker;

  public QueueRuns(DeliveryServices services, RecordForms records, TriggerServices guards) {
    this(services, records, guards, null);
  }

  private QueueRuns(
      DeliveryServices services,
      RecordForms records,
      TriggerServices guards,
      @Nullable Invoker taker) {
    this.services = services;
    this.records = records;
    this.guards = guards;
    this.taker = taker;
  }

  /// The same, whose messages are given to something else than the trigger's function.
  public QueueRuns into(Invoker another) {
    return new QueueRuns(services, records, guards, another);
  }

  public InstantSource clock() {
    return services.clock();
  }

  /// The messages that this node settled lately, of all the trigger's runs.
  public RecentlySettled settled(Trigger trigger) {
    return guards.settled().of(trigger);
  }

  /// The trigger's filters, of a source whose records have this form.
  public EventFilter filter(Trigger trigger, FilteredSource source, List<String> patterns) {
    return records.filter(trigger, source, patterns);
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
        new WatchedQueue(
            taker == null ? records.formats().queue(trigger, source) : source,
            status,
            trigger.revision()),
        delivered,
        taker == null ? guards.guarded(trigger, services) : services.into(taker),
        listener,
        guards.account(trigger));
  }
}
