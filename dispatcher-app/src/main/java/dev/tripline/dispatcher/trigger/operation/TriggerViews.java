package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.delivery.ledger.LedgerReport;
import dev.tripline.dispatcher.trigger.SourceKind;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.operation.StreamView.ParkedTotals;
import dev.tripline.dispatcher.trigger.operation.TriggerView.Told;
import dev.tripline.dispatcher.trigger.registry.Triggers;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.store.ParkedKeys.ParkedKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Shows triggers. Blocking; safe for many threads.
final class TriggerViews {
  private final TriggerServices services;

  TriggerViews(TriggerServices services) {
    this.services = services;
  }

  LedgerReport ledger(Trigger trigger, Instant from, Instant to) {
    return services.ledger().report(trigger.id(), from, to);
  }

  List<TriggerView> of(List<Triggers.Live> all) {
    return all.stream().map(this::of).toList();
  }

  TriggerView of(Triggers.Live live) {
    Trigger trigger = live.trigger();
    TriggerStatus.Snapshot status = live.status().snapshot();
    var suspension = services.breakers().suspension(trigger.id());
    boolean suspended = suspension != null && status.state() == TriggerStatus.State.ENABLED;
    TriggerStatus.Counts counts = status.counts();
    return new TriggerView(
        trigger.id(),
        trigger.name(),
        trigger.function().toString(),
        trigger.paused(),
        trigger.form(),
        suspended ? "Suspended" : status.state().text(),
        suspension == null ? null : suspension.nextProbeAt(),
        suspension == null ? null : suspension.lastFailure(),
        status.warning(),
        Told.of(status.lastError(), status.lastErrorAt()),
        status.nextRetryAt(),
        Told.of(status.lastResult(), status.lastResultAt()),
        live.status().inFlight(),
        SourceKind.isQueue(trigger.source()) ? status.pollers() : null,
        stream(live),
        services.ledger().residual(trigger.id()),
        new TriggerView.Counts(
            counts.received(), counts.succeeded(), counts.retried(), counts.deadLettered()),
        trigger.revision(),
        trigger.createdAt(),
        trigger.updatedAt());
  }

  private @Nullable StreamView stream(Triggers.Live live) {
    return SourceKind.isStream(live.trigger().source())
        ? StreamView.of(live.status().shards(), parked(live.trigger()))
        : null;
  }

  private ParkedTotals parked(Trigger trigger) {
    List<ParkedKey> keys = services.parking().list(trigger.id());
    return new ParkedTotals(
        keys.size(),
        keys.stream().mapToLong(ParkedKey::records).sum(),
        keys.stream().mapToLong(ParkedKey::bytes).sum());
  }
}
