package dev.tripline.dispatcher.trigger.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A trigger as it is shown: its registration, and its state summed over all nodes.
/// States of other nodes are some seconds old.
///
/// @param source the form as it was given, with defaults
/// @param suspendedBecause missing unless it is suspended, as `nextProbeAt`
/// @param pollers missing for sources that are no queues
/// @param nodes the state on each node, this one first
/// @param stream missing for sources that are no streams
public record TriggerView(
    String id,
    String name,
    String function,
    boolean paused,
    JsonNode source,
    String state,
    @JsonInclude(Include.NON_NULL) @Nullable Instant nextProbeAt,
    @JsonInclude(Include.NON_NULL) @Nullable String suspendedBecause,
    @Nullable String warning,
    @Nullable Told lastError,
    @Nullable Instant nextRetryAt,
    @Nullable Told lastResult,
    long inFlight,
    @JsonInclude(Include.NON_NULL) @Nullable Integer pollers,
    @JsonUnwrapped @Nullable StreamView stream,
    long ledgerResidual,
    Counts counts,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    List<NodeStatus> nodes) {

  /// A message and its time.
  public record Told(String message, @Nullable Instant at) {
    static @Nullable Told of(@Nullable String message, @Nullable Instant at) {
      return message == null ? null : new Told(message, at);
    }
  }

  /// Events since the nodes started the trigger.
  public record Counts(long received, long succeeded, long retried, long deadLettered) {}
}
