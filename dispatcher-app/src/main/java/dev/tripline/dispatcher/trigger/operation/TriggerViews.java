package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.operation.StreamView.ParkedTotals;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.parking.ParkedKeyQueries;
import dev.tripline.spi.parking.ParkedKeyQueries.Waiting;
import dev.tripline.spi.store.TriggerStatusStore.NodeReport;
import java.util.List;
import java.util.Map;

/// Shows triggers over all nodes. A list asks the store twice, whatever its length. Blocking; safe for
/// many threads.
final class TriggerViews {
  private static final Waiting NOTHING = new Waiting(0, 0, 0);

  private final TriggerServices services;
  private final TriggerStatusReport status;
  private final ParkedKeyQueries parked;

  TriggerViews(TriggerServices services, TriggerStatusReport status, ParkedKeyQueries parked) {
    this.services = services;
    this.status = status;
    this.parked = parked;
  }

  List<TriggerView> of(List<LocalTrigger> all) {
    Map<String, List<NodeReport>> told = status.told();
    Map<String, Waiting> waiting = parked.counts();
    return all.stream()
        .map(live -> {
          String id = live.trigger().id();
          return view(
              live,
              status.nodes(live, told.getOrDefault(id, List.of())),
              waiting.getOrDefault(id, NOTHING));
        })
        .toList();
  }

  TriggerView of(LocalTrigger live) {
    return view(live, status.nodes(live), parked.count(live.trigger().id()));
  }

  private TriggerView view(LocalTrigger live, List<NodeStatus> nodes, Waiting waiting) {
    Trigger trigger = live.trigger();
    NodeSum sum = new NodeSum(trigger.paused(), nodes);
    List<StreamView.Shard> shards = sum.shards();
    return new TriggerView(
        trigger.id(),
        trigger.name(),
        trigger.function().toString(),
        trigger.paused(),
        trigger.form(),
        sum.state(),
        sum.nextProbeAt(),
        sum.suspendedBecause(),
        sum.warning(),
        sum.lastError(),
        sum.nextRetryAt(),
        sum.lastResult(),
        sum.inFlight(),
        sum.pollers(),
        shards == null
            ? null
            : StreamView.of(
                shards, new ParkedTotals(waiting.keys(), waiting.records(), waiting.bytes())),
        services.ledger().residual(trigger.id()),
        sum.counts(),
        trigger.revision(),
        trigger.createdAt(),
        trigger.updatedAt(),
        nodes);
  }
}
