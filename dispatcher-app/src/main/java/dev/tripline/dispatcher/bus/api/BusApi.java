package dev.tripline.dispatcher.bus.api;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.bus.BusArns;
import dev.tripline.dispatcher.bus.BusCatalogue;
import dev.tripline.dispatcher.bus.EventBus;
import dev.tripline.dispatcher.bus.archive.EventArchive;
import dev.tripline.dispatcher.function.NamedResources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The operations of the event bus API by their names, each behind the rules of access. Safe for many
/// threads.
final class BusApi {
  private final Map<String, Operation> operations = new HashMap<>();
  private final BusCatalogue catalogue;
  private final BusArns arns;
  private final AccessRules rules;

  BusApi(BusCatalogue catalogue, BusArns arns, AccessRules rules) {
    this.catalogue = catalogue;
    this.arns = arns;
    this.rules = rules;
  }

  /// One operation. Blocking.
  @FunctionalInterface
  interface Operation {

    /// @throws BusError if it is refused
    ObjectNode answer(BusCall call) throws InterruptedException;
  }

  Map<String, Operation> operations() {
    return operations;
  }

  boolean has(String operation) {
    return operations.containsKey(operation);
  }

  /// @param caller null if nobody proved to be one
  /// @throws BusError if it is refused
  ObjectNode answer(String operation, BusCall call, @Nullable Caller caller)
      throws InterruptedException {
    Operation found = operations.get(operation);
    if (found == null) {
      throw BusError.of(
          "UnknownOperationException", "This event bus has no operation " + operation + ".");
    }
    for (String bus : buses(operation, call)) {
      require(operation, bus, caller);
    }
    if (operation.equals("PutTargets")) {
      NamedResources.outOfReach(caller, call.body())
          .ifPresent(resource -> {
            throw BusError.of(
                "AccessDeniedException",
                resource + " is named, which is not allowed: your access is limited");
          });
    }
    if (!catalogue.ready()) {
      throw BusError.unavailable("The rules of the event buses are not read yet.");
    }
    return found.answer(call);
  }

  private void require(String operation, String bus, @Nullable Caller caller) {
    if (rules.decide(caller, operation, new Resource("event-bus", bus))
        instanceof Decision.Denied denied) {
      String action = "events:" + operation;
      throw BusError.of(
          "AccessDeniedException",
          "User: %s is not authorized to perform: %s on resource: %s because no identity-based policy"
                  .formatted(
                      caller == null ? "anonymous" : caller.arn(),
                      action,
                      bus.equals("*") ? "*" : arns.bus(bus))
              + " allows the %s action (%s)".formatted(action, denied.reason()));
    }
  }

  /// The buses that a call is about; `*` if it names none.
  private List<String> buses(String operation, BusCall call) {
    List<String> named =
        switch (operation) {
          case "PutEvents" -> PutEvents.buses(call).stream().distinct().toList();
          case "CreateEventBus", "DescribeEventBus", "UpdateEventBus", "DeleteEventBus" ->
              List.of(call.has("Name") ? call.bus("Name") : EventBus.DEFAULT);
          case "TagResource", "UntagResource", "ListTagsForResource" -> tagged(call);
          case "PutRule",
              "DescribeRule",
              "ListRules",
              "DeleteRule",
              "EnableRule",
              "DisableRule",
              "PutTargets",
              "ListTargetsByRule",
              "RemoveTargets",
              "ListRuleNamesByTarget" ->
              List.of(call.bus());
          case "CreateArchive", "ListArchives" ->
              call.has("EventSourceArn") ? List.of(call.bus("EventSourceArn")) : List.of();
          case "DescribeArchive", "UpdateArchive", "DeleteArchive" ->
              archived(call.text("ArchiveName", 1_600, ""));
          case "StartReplay" ->
              arns.archiveName(call.text("EventSourceArn", 1_600, ""))
                  .map(this::archived)
                  .orElse(List.of());
          default -> List.of();
        };
    return named.isEmpty() ? List.of("*") : named;
  }

  /// The bus of an archive.
  private List<String> archived(String archive) {
    return catalogue.archives().stream()
        .filter(one -> one.name().equals(archive))
        .map(EventArchive::bus)
        .toList();
  }

  private List<String> tagged(BusCall call) {
    JsonNode arn = call.body().path("ResourceARN");
    if (!arn.isString()) {
      return List.of();
    }
    Optional<String> bus =
        arns.rule(arn.stringValue())
            .map(BusArns.Rule::bus)
            .or(() -> arns.busName(arn.stringValue()));
    return bus.map(List::of).orElse(List.of());
  }
}
