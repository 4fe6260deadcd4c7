package dev.tripline.dispatcher.bus.api;

import dev.tripline.delivery.bus.BusPattern;
import dev.tripline.dispatcher.bus.BusArns;
import dev.tripline.dispatcher.bus.BusCatalogue;
import dev.tripline.dispatcher.bus.BusRule;
import dev.tripline.dispatcher.bus.Subscriber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Rules as EventBridge shows them. A trigger with a pattern of its own is a managed rule with one
/// target: it is changed where it was made.
final class RuleViews {
  private static final String MANAGER = "tripline.triggers";

  private final BusCatalogue catalogue;
  private final BusArns arns;

  RuleViews(BusCatalogue catalogue, BusArns arns) {
    this.catalogue = catalogue;
    this.arns = arns;
  }

  /// All rules of a bus.
  List<ObjectNode> all(String bus) {
    catalogue.refresh();
    if (!catalogue.hasBus(bus)) {
      throw BusError.noBus(bus);
    }
    List<ObjectNode> all = new ArrayList<>();
    catalogue.rules(bus).forEach(rule -> all.add(view(rule)));
    catalogue.subscribers(bus).stream()
        .filter(subscriber -> !subscriber.isTarget())
        .forEach(subscriber -> all.add(managed(subscriber)));
    return all;
  }

  /// One rule of a bus.
  ObjectNode of(String bus, String name) {
    return all(bus).stream()
        .filter(rule -> rule.path("Name").asString().equals(name))
        .findFirst()
        .orElseThrow(() -> BusError.noRule(bus, name));
  }

  /// A rule that is changed by this API.
  BusRule rule(String bus, String name) {
    if (!catalogue.hasBus(bus)) {
      throw BusError.noBus(bus);
    }
    if (!catalogue.hasRule(bus, name)) {
      throw BusError.noRule(bus, name);
    }
    return catalogue.rule(bus, name).orElseThrow(() -> BusError.noRule(bus, name));
  }

  /// Refuses changes of a rule that is a trigger with a pattern of its own.
  void requireOwn(String bus, String name) {
    if (targets(bus, name).stream().anyMatch(target -> !target.isTarget())) {
      throw BusError.of(
          "ManagedRuleException",
          "Rule " + name + " is a trigger of /v1/triggers; it is changed and deleted there.");
    }
  }

  /// The targets of a rule.
  List<Subscriber> targets(String bus, String rule) {
    return catalogue.subscribers(bus).stream()
        .filter(subscriber -> subscriber.rule().equals(rule))
        .toList();
  }

  private ObjectNode view(BusRule rule) {
    ObjectNode view = view(rule.bus(), rule.name(), rule.pattern(), rule.enabled());
    BusRule.Schedule schedule = rule.schedule();
    if (schedule != null) {
      view.put("ScheduleExpression", schedule.expression());
    }
    if (!rule.description().isEmpty()) {
      view.put("Description", rule.description());
    }
    return view;
  }

  private ObjectNode managed(Subscriber subscriber) {
    BusPattern pattern = subscriber.subscription().pattern();
    if (pattern == null) {
      throw new IllegalStateException("a trigger with a pattern of its own has none");
    }
    return view(
            subscriber.subscription().bus(),
            subscriber.rule(),
            pattern,
            !subscriber.trigger().trigger().paused())
        .put("ManagedBy", MANAGER);
  }

  private ObjectNode view(String bus, String name, @Nullable BusPattern pattern, boolean enabled) {
    ObjectNode view =
        JsonNodeFactory.instance
            .objectNode()
            .put("Name", name)
            .put("Arn", arns.rule(bus, name))
            .put("State", enabled ? "ENABLED" : "DISABLED")
            .put("EventBusName", bus);
    return pattern == null ? view : view.put("EventPattern", pattern.text());
  }
}
