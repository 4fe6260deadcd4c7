package dev.tripline.dispatcher.trigger.run.stream;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.stream.StreamDelivery;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.delivery.stream.failure.StreamFailures;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.source.StreamSource;
import dev.tripline.spi.store.SourceStateStore;

/// Joins streams to deliveries, by what their triggers say about batches, retries and filters.
public final class StreamRuns {
  private final DeliveryServices services;
  private final SourceStateStore state;
  private final StreamFailures failures;
  private final EventFilters filters;
  private final TriggerServices guards;

  public StreamRuns(
      DeliveryServices services,
      SourceStateStore state,
      StreamFailures failures,
      EventFilters filters,
      TriggerServices guards) {
    this.services = services;
    this.state = state;
    this.failures = failures;
    this.filters = filters;
    this.guards = guards;
  }

  public SourceRun open(
      Trigger trigger, StreamSettings reading, Opened opened, TriggerStatus status) {
    EventFilter filter = filters.compile(opened.filtered(), reading.filters());
    var delivered =
        new StreamDelivery.Trigger(
            trigger.id(), trigger.function(), opened.origin(), reading, filter);
    var delivery =
        new StreamDelivery.Services(
            guards.guarded(trigger, services),
            guards.account(trigger),
            state,
            failures,
            guards.parking());
    return new StreamRun(opened.source(), delivered, delivery, status);
  }

  /// A source and its records' properties.
  public record Opened(
      StreamSource source, StreamDelivery.Origin origin, FilteredSource filtered) {}
}
