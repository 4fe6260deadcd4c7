package dev.tripline.dispatcher.trigger.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A trigger as it is shown: its registration, and its state summed over all nodes.
/// States of other nodes are some seconds old.
///
/// @param source the form as it was given, with defaults
/// @param deadLetterRetentionSeconds for which its dead letters are kept, 0 for ever; missing if it is as long as
///     those of others
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
    @JsonInclude(Include.NON_NULL) @Nullable String resource,
    @JsonInclude(Include.NON_NULL) @Nullable String tenantKey,
    @JsonInclude(Include.NON_NULL) @Nullable Long deadLetterRetentionSeconds,
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
    List<NodeStatus> nodes)
    implements Maskable {

  /// Without the words of functions, and of sources, which may repeat what they were sent.
  @Override
  public TriggerView withoutContent() {
    return with(HiddenContent.ofForm(source), HiddenContent::of);
  }

  /// With the words of functions as the rules show them.
  @Override
  public TriggerView masked(Masking masking) {
    return with(source, masking.of(function, id).unknown()::words);
  }

  private TriggerView with(JsonNode form, UnaryOperator<@Nullable String> words) {
    return new TriggerView(
        id,
        name,
        function,
        paused,
        form,
        resource,
        tenantKey,
        deadLetterRetentionSeconds,
        state,
        nextProbeAt,
        words.apply(suspendedBecause),
        warning,
        Told.with(lastError, words),
        nextRetryAt,
        lastResult,
        inFlight,
        pollers,
        stream == null ? null : stream.with(words),
        ledgerResidual,
        counts,
        revision,
        createdAt,
        updatedAt,
        nodes.stream().map(node -> node.with(words)).toList());
  }

  /// A message and its time.
  public record Told(String message, @Nullable Instant at) {
    static @Nullable Told of(@Nullable String message, @Nullable Instant at) {
      return message == null ? null : new Told(message, at);
    }

    static @Nullable Told with(@Nullable Told told, UnaryOperator<@Nullable String> words) {
      return told == null ? null : new Told(String.valueOf(words.apply(told.message)), told.at);
    }
  }

  /// Events since the nodes started the trigger.
  public record Counts(long received, long succeeded, long retried, long deadLettered) {}
}
