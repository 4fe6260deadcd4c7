package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.operation.StreamView.ParkedTotals;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.parking.ParkedKeyQueries;
import dev.tripline.spi.parking.ParkedKeyQueries.Waiting;
import dev.tripline.spi.store.TriggerStatusStore.NodeReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Shows triggers over all nodes. A list asks the store thrice, whatever its length. Blocking; safe for
/// many threads.
final class TriggerViews {
  private static final Waiting NOTHING = new Waiting(0, 0, 0);

  private final TriggerServices services;
  private final TriggerStatusReport status;
  private final ParkedKeyQueries parked;
  private final StreamGaps gaps;
  private final Functions functions;

  TriggerViews(
      TriggerServices services,
      TriggerStatusReport status,
      ParkedKeyQueries parked,
      StreamGaps gaps,
      Functions functions) {
    this.services = services;
    this.status = status;
    this.parked = parked;
    this.gaps = gaps;
    this.functions = functions;
  }

  List<TriggerView> of(List<LocalTrigger> all) {
    Map<String, List<NodeReport>> told = status.told();
    Map<String, Waiting> waiting = parked.counts();
    Map<String, Long> missing = gaps.counts();
    return all.stream()
        .map(live -> {
          String id = live.trigger().id();
          return view(
              live,
              status.nodes(live, told.getOrDefault(id, List.of())),
              waiting.getOrDefault(id, NOTHING),
              missing.getOrDefault(id, 0L));
        })
        .toList();
  }

  TriggerView of(LocalTrigger live) {
    String id = live.trigger().id();
    return view(live, status.nodes(live), parked.count(id), gaps.count(id));
  }

  /// A trigger without its function has nothing else to be warned of before that is there again.
  private @Nullable String warning(Trigger trigger, NodeSum sum) {
    return functions.exists(trigger.function())
        ? sum.warning()
        : "its function "
            + trigger.function()
            + " does not exist, so that no delivery succeeds: create it, or give the trigger"
            + " another";
  }

  private TriggerView view(
      LocalTrigger live, List<NodeStatus> nodes, Waiting waiting, long missing) {
    Trigger trigger = live.trigger();
    NodeSum sum = new NodeSum(trigger.paused(), nodes);
    List<StreamView.Shard> shards = sum.shards();
    Duration retention = trigger.deadLetterRetention();
    return new TriggerView(
        trigger.id(),
        trigger.name(),
        trigger.function().toString(),
        trigger.paused(),
        trigger.form(),
        trigger.sharing().resource(),
        trigger.sharing().tenantKey(),
        retention == null ? null : retention.toSeconds(),
        sum.state(),
        sum.nextProbeAt(),
        sum.suspendedBecause(),
        StreamGaps.warning(warning(trigger, sum), missing),
        sum.lastError(),
        sum.nextRetryAt(),
        sum.lastResult(),
        sum.inFlight(),
        sum.pollers(),
        shards == null
            ? null
            : StreamView.of(
                shards,
                sum.answers(),
                sum.log(),
                new ParkedTotals(waiting.keys(), waiting.records(), waiting.bytes())),
        services.ledger().residual(trigger.id()),
        sum.counts(),
        trigger.revision(),
        trigger.createdAt(),
        trigger.updatedAt(),
        nodes);
  }
}
