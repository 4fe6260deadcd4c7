package dev.tripline.dispatcher.bus.api;

import dev.tripline.dispatcher.bus.BusArns;
import dev.tripline.dispatcher.bus.BusCatalogue;
import dev.tripline.dispatcher.bus.BusRule;
import dev.tripline.dispatcher.bus.BusStore;
import dev.tripline.dispatcher.bus.EventBus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The operations on tags, of event buses and of rules.
final class TagOperations {
  private final BusStore store;
  private final BusCatalogue catalogue;
  private final RuleViews rules;

  TagOperations(BusStore store, BusCatalogue catalogue, RuleViews rules) {
    this.store = store;
    this.catalogue = catalogue;
    this.rules = rules;
  }

  void addTo(Map<String, BusApi.Operation> operations) {
    operations.put("TagResource", this::tag);
    operations.put("UntagResource", this::untag);
    operations.put("ListTagsForResource", this::list);
  }

  private ObjectNode tag(BusCall call) {
    call.requireOnly("ResourceARN", "Tags");
    Map<String, String> more = call.tags();
    change(
        call,
        before -> {
          Map<String, String> tags = new LinkedHashMap<>(before);
          tags.putAll(more);
          BusCall.requireFew(tags);
          return tags;
        });
    return call.body().objectNode();
  }

  private ObjectNode untag(BusCall call) {
    call.requireOnly("ResourceARN", "TagKeys");
    List<String> keys = call.texts("TagKeys", 50);
    change(
        call,
        before -> {
          Map<String, String> tags = new LinkedHashMap<>(before);
          tags.keySet().removeAll(keys);
          return tags;
        });
    return call.body().objectNode();
  }

  private void change(BusCall call, UnaryOperator<Map<String, String>> change) {
    Optional<BusArns.Rule> named = rule(call);
    catalogue.refresh();
    if (named.isPresent()) {
      rules.requireOwn(named.get().bus(), named.get().name());
      BusRule old = rules.rule(named.get().bus(), named.get().name());
      store.put(
          new BusRule(
              old.bus(),
              old.name(),
              old.pattern(),
              old.schedule(),
              old.enabled(),
              old.description(),
              change.apply(old.tags())));
    } else {
      EventBus old = bus(call);
      store.update(
          new EventBus(
              old.name(),
              old.description(),
              change.apply(old.tags()),
              old.createdAt(),
              old.updatedAt()));
    }
    catalogue.refresh();
  }

  private ObjectNode list(BusCall call) {
    call.requireOnly("ResourceARN");
    Optional<BusArns.Rule> named = rule(call);
    Map<String, String> tags;
    if (named.isPresent()) {
      String bus = named.get().bus();
      String name = named.get().name();
      rules.of(bus, name);
      tags = catalogue.rule(bus, name).map(BusRule::tags).orElse(Map.of());
    } else {
      tags = bus(call).tags();
    }
    ObjectNode answer = call.body().objectNode();
    ArrayNode list = answer.putArray("Tags");
    tags.forEach((key, value) -> list.addObject().put("Key", key).put("Value", value));
    return answer;
  }

  private static Optional<BusArns.Rule> rule(BusCall call) {
    return call.arns().rule(call.required("ResourceARN", 1_600));
  }

  private EventBus bus(BusCall call) {
    String arn = call.required("ResourceARN", 1_600);
    String name =
        arn.startsWith("arn:")
            ? call.arns()
                .busName(arn)
                .orElseThrow(() -> BusError.notFound("There is no resource " + arn + "."))
            : "";
    if (name.isEmpty() || !catalogue.hasBus(name)) {
      throw BusError.notFound("There is no resource " + arn + ".");
    }
    return catalogue.bus(name).orElseThrow(() -> BusError.noBus(name));
  }
}
