package dev.tripline.dispatcher.bus;

import dev.tripline.dispatcher.trigger.bus.BusSubscription;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;

/// A subscriber of a bus.
///
/// @param rule the rule that it gets events by: its own name if it has a pattern of its own
public record Subscriber(LocalTrigger trigger, BusSubscription subscription, String rule) {

  static Subscriber of(LocalTrigger trigger, BusSubscription subscription) {
    String rule = subscription.rule();
    return new Subscriber(trigger, subscription, rule == null ? trigger.trigger().name() : rule);
  }

  /// Whether it is a target of a rule, and not a trigger with a pattern of its own.
  public boolean isTarget() {
    return subscription.rule() != null;
  }

  public String id() {
    return trigger.trigger().id();
  }

  boolean paused() {
    return trigger.trigger().paused();
  }
}
