package dev.tripline.dispatcher.trigger.bus;

import dev.tripline.delivery.async.TriggerRetries;
import dev.tripline.delivery.bus.BusPattern;
import dev.tripline.delivery.bus.EventPath;
import dev.tripline.delivery.bus.TargetInput;
import dev.tripline.dispatcher.trigger.RetriedSource;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A subscriber of an event bus: a target of one of its rules, or a trigger with a pattern of its own,
/// which EventBridge's API shows as a rule with one target.
///
/// @param rule the rule whose target it is; null if it has its own pattern
/// @param target its id among the targets of the rule
/// @param pattern its own; null if it is a target
/// @param input of the function
/// @param deduplicateBy where an event says which one it is: one that comes again is not delivered
///     again; null if each is another
/// @param orderBy where an event says to which group it belongs: those of a group are delivered one after
///     the other; null for no order
public record BusSubscription(
    String bus,
    @Nullable String rule,
    String target,
    @Nullable BusPattern pattern,
    TargetInput input,
    TriggerRetries.Policy retries,
    @Nullable EventPath deduplicateBy,
    @Nullable EventPath orderBy)
    implements RetriedSource {
  public static final SourceTraits TRAITS =
      new SourceTraits(
          "event-bus", Set.of("bus", "rule", "target"), SourceTraits.Shape.PUSH, TimeoutLimit.NONE);

  @Override
  public SourceTraits traits() {
    return TRAITS;
  }
}
