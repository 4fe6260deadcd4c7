package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.dispatcher.trigger.operation.TriggerView.Counts;
import dev.tripline.dispatcher.trigger.operation.TriggerView.Told;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The state of a trigger over all nodes.
///
/// @param nodes at least one
record NodeSum(boolean paused, List<NodeStatus> nodes) {

  /// States of a trigger that is not paused: the first that any node reports is its state.
  private static final List<String> WORST_FIRST =
      List.of("Suspended", "Failing", "Enabled", "Creating", "Standby");

  /// `Paused` when all nodes are; otherwise trouble on one node is shown before the well-being of
  /// another, and a node that stands by is shown only if no other reads.
  String state() {
    List<String> states = nodes.stream().map(NodeStatus::state).toList();
    if (paused) {
      return states.stream().allMatch("Paused"::equals) ? "Paused" : "Pausing";
    }
    return WORST_FIRST.stream().filter(states::contains).findFirst().orElse("Creating");
  }

  /// Whether the source answers a node.
  boolean answers() {
    return nodes.stream()
        .anyMatch(node -> node.state().equals("Enabled") || node.state().equals("Suspended"));
  }

  long inFlight() {
    return sum(NodeStatus::inFlight);
  }

  /// Null for what is no queue.
  @Nullable Integer pollers() {
    return each(NodeStatus::pollers).reduce(Integer::sum).orElse(null);
  }

  Counts counts() {
    return new Counts(
        sum(node -> node.counts().received()),
        sum(node -> node.counts().succeeded()),
        sum(node -> node.counts().retried()),
        sum(node -> node.counts().deadLettered()));
  }

  /// Null for what is no stream.
  @Nullable List<StreamView.Shard> shards() {
    List<List<StreamView.Shard>> all = each(NodeStatus::shards).toList();
    return all.isEmpty()
        ? null
        : all.stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparing(StreamView.Shard::shard))
            .toList();
  }

  /// As the node tells it that reads; of a paused trigger, as any does. Null where none knows.
  @Nullable LogView log() {
    return each(NodeStatus::log)
        .max(Comparator.comparing(log -> log.silenceMillis() != null))
        .orElse(null);
  }

  @Nullable String warning() {
    String warning = each(NodeStatus::warning).findFirst().orElse(null);
    return warning == null ? LogView.warning(paused, log()) : warning;
  }

  /// The latest.
  @Nullable Told lastError() {
    return latest(NodeStatus::lastError);
  }

  @Nullable Told lastResult() {
    return latest(NodeStatus::lastResult);
  }

  /// The next, as the two after it.
  @Nullable Instant nextRetryAt() {
    return each(NodeStatus::nextRetryAt).min(Comparator.naturalOrder()).orElse(null);
  }

  @Nullable Instant nextProbeAt() {
    return each(NodeStatus::nextProbeAt).min(Comparator.naturalOrder()).orElse(null);
  }

  @Nullable String suspendedBecause() {
    return each(NodeStatus::suspendedBecause).findFirst().orElse(null);
  }

  private @Nullable Told latest(Function<NodeStatus, @Nullable Told> value) {
    return each(value)
        .max(Comparator.comparing(Told::at, Comparator.nullsFirst(Comparator.naturalOrder())))
        .orElse(null);
  }

  private long sum(ToLongFunction<NodeStatus> value) {
    return nodes.stream().mapToLong(value).sum();
  }

  @SuppressWarnings("NullAway") // nulls are filtered out
  private <T> Stream<T> each(Function<NodeStatus, @Nullable T> value) {
    return nodes.stream().<T>map(value).filter(Objects::nonNull);
  }
}
