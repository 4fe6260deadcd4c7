package dev.tripline.dispatcher.trigger.run.stream;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.filter.InvalidFilterException;
import dev.tripline.delivery.stream.StreamDelivery;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.delivery.stream.failure.StreamFailures;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.format.RecordForms;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.source.StreamSource;
import dev.tripline.spi.store.SourceStateStore;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Joins streams to deliveries, by what their triggers say about batches, retries and filters.
public final class StreamRuns {
  private final DeliveryServices services;
  private final SourceStateStore state;
  private final StreamFailures failures;
  private final RecordForms records;
  private final TriggerServices guards;

  public StreamRuns(
      DeliveryServices services,
      SourceStateStore state,
      StreamFailures failures,
      RecordForms records,
      TriggerServices guards) {
    this.services = services;
    this.state = state;
    this.failures = failures;
    this.records = records;
    this.guards = guards;
  }

  public InstantSource clock() {
    return services.clock();
  }

  /// The source is closed with the run, or here if there cannot be one.
  public SourceRun open(
      Trigger trigger, StreamSettings reading, Opened opened, TriggerStatus status) {
    return open(trigger, reading, opened, status, null);
  }

  /// As above.
  ///
  /// @param taker is given the batches in the function's place, in AWS's form; null for the function
  public SourceRun open(
      Trigger trigger,
      StreamSettings reading,
      Opened opened,
      TriggerStatus status,
      @Nullable Invoker taker) {
    EventFilter filter;
    try {
      filter = records.filter(trigger, opened.filtered(), reading.filters());
    } catch (InvalidFilterException e) {
      opened.source().close();
      throw e;
    }
    var delivered =
        new StreamDelivery.Trigger(
            trigger.id(), trigger.function(), opened.origin(), reading, filter);
    var delivery =
        new StreamDelivery.Services(
            taker == null ? guards.guarded(trigger, services) : services.into(taker),
            guards.account(trigger),
            state,
            failures,
            guards.parking());
    StreamSource source =
        taker == null ? records.formats().stream(trigger, opened.source()) : opened.source();
    return new StreamRun(source, delivered, delivery, status);
  }

  /// A source and its records' properties.
  public record Opened(
      StreamSource source, StreamDelivery.Origin origin, FilteredSource filtered) {}
}
