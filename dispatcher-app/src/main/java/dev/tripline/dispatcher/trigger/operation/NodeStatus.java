package dev.tripline.dispatcher.trigger.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.operation.TriggerView.Counts;
import dev.tripline.dispatcher.trigger.operation.TriggerView.Told;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.store.TriggerStatusStore.NodeReport;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The state of a trigger on one node, as the nodes report it to one another.
///
/// @param node the process, such as `4711@host`
/// @param at when it was reported
/// @param suspendedBecause missing unless it is suspended, as `nextProbeAt`
/// @param pollers missing for sources that are no queues
/// @param shards those that the node reads; missing for sources that are no streams
/// @param log missing for sources that are no databases, and where nothing is known of it
public record NodeStatus(
    String node,
    Instant at,
    String state,
    @JsonInclude(Include.NON_NULL) @Nullable Instant nextProbeAt,
    @JsonInclude(Include.NON_NULL) @Nullable String suspendedBecause,
    @Nullable String warning,
    @Nullable Told lastError,
    @Nullable Instant nextRetryAt,
    @Nullable Told lastResult,
    long inFlight,
    @JsonInclude(Include.NON_NULL) @Nullable Integer pollers,
    @JsonInclude(Include.NON_NULL) @Nullable List<StreamView.Shard> shards,
    @JsonInclude(Include.NON_NULL) @Nullable LogView log,
    Counts counts) {

  /// Nodes of different versions may report at the same time.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /// This node's.
  static NodeStatus of(String node, Instant now, LocalTrigger live, TriggerServices services) {
    TriggerStatus.Snapshot status = live.status().snapshot();
    var suspension = services.breakers().suspension(live.trigger().id());
    boolean suspended = suspension != null && status.state() == TriggerStatus.State.ENABLED;
    TriggerStatus.Counts counts = status.counts();
    return new NodeStatus(
        node,
        now,
        suspended ? "Suspended" : status.state().text(),
        suspension == null ? null : suspension.nextProbeAt(),
        suspension == null ? null : suspension.lastFailure(),
        status.warning(),
        Told.of(status.lastError(), status.lastErrorAt()),
        status.nextRetryAt(),
        Told.of(status.lastResult(), status.lastResultAt()),
        live.status().inFlight(),
        live.trigger().source().traits().shape() == SourceTraits.Shape.QUEUE
            ? status.pollers()
            : null,
        live.trigger().source().traits().shape() == SourceTraits.Shape.STREAM
            ? live.status().shards().stream().map(StreamView.Shard::of).toList()
            : null,
        LogView.of(live.status().log()),
        new Counts(counts.received(), counts.succeeded(), counts.retried(), counts.deadLettered()));
  }

  static NodeStatus of(NodeReport report) {
    NodeStatus told = JSON.readValue(report.report().document(), NodeStatus.class);
    return told.at(report.node(), report.at());
  }

  /// As the store keeps it: the store knows node and time itself.
  String document() {
    return JSON.writeValueAsString(at("", Instant.EPOCH));
  }

  /// @param words in place of the words of functions and sources
  NodeStatus with(UnaryOperator<@Nullable String> words) {
    return new NodeStatus(
        node,
        at,
        state,
        nextProbeAt,
        words.apply(suspendedBecause),
        warning,
        Told.with(lastError, words),
        nextRetryAt,
        lastResult,
        inFlight,
        pollers,
        shards == null ? null : shards.stream().map(shard -> shard.with(words)).toList(),
        log,
        counts);
  }

  private NodeStatus at(String otherNode, Instant otherTime) {
    return new NodeStatus(
        otherNode,
        otherTime,
        state,
        nextProbeAt,
        suspendedBecause,
        warning,
        lastError,
        nextRetryAt,
        lastResult,
        inFlight,
        pollers,
        shards,
        log,
        counts);
  }
}
