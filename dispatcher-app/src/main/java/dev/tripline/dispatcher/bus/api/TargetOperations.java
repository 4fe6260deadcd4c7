package dev.tripline.dispatcher.bus.api;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.bus.Subscriber;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The operations on targets of rules. A target is a trigger, whoever made it.
final class TargetOperations {
  private static final int MAX_TARGETS = 100;

  private final TriggerService triggers;
  private final Functions functions;
  private final RuleViews rules;
  private final TargetForms forms;

  TargetOperations(
      TriggerService triggers, Functions functions, RuleViews rules, TargetForms forms) {
    this.triggers = triggers;
    this.functions = functions;
    this.rules = rules;
    this.forms = forms;
  }

  void addTo(Map<String, BusApi.Operation> operations) {
    operations.put("PutTargets", this::put);
    operations.put("ListTargetsByRule", this::list);
    operations.put("RemoveTargets", this::remove);
    operations.put("ListRuleNamesByTarget", this::rulesOf);
  }

  /// A target that is asked for.
  private record Wanted(String id, FunctionTarget function, ObjectNode target) {}

  private ObjectNode put(BusCall call) throws InterruptedException {
    call.requireOnly("Rule", "EventBusName", "Targets");
    String bus = call.bus();
    String rule = call.name("Rule", 64);
    rules.requireOwn(bus, rule);
    rules.rule(bus, rule);
    List<Wanted> wanted = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (ObjectNode target : call.objects("Targets", MAX_TARGETS)) {
      BusCall one = new BusCall(target, call.arns());
      String id = one.name("Id", 64);
      if (!ids.add(id)) {
        throw BusError.invalid("The targets have the Id " + id + " twice.");
      }
      wanted.add(new Wanted(id, function(id, one.required("Arn", 1_600)), forms.checked(one)));
    }
    Failures failures = new Failures(call);
    for (Wanted one : wanted) {
      try {
        save(bus, rule, one);
      } catch (ApiProblem e) {
        throw BusError.invalid("Target " + one.id() + " is not valid. Reason: " + e.getMessage());
      }
    }
    return failures.answer();
  }

  private FunctionTarget function(String id, String arn) {
    Optional<FunctionTarget> target =
        arn.startsWith("arn:") ? functions.parse(arn) : Optional.empty();
    if (target.isEmpty()) {
      throw BusError.invalid(
          "Parameter Arn of target %s is not valid. Reason: %s is not the ARN of a function of this dispatcher; other targets are not supported."
              .formatted(id, arn));
    }
    if (!functions.existsAnywhere(target.get())) {
      throw BusError.notFound("Function not found: " + arn);
    }
    return target.get();
  }

  private void save(String bus, String rule, Wanted wanted) throws InterruptedException {
    Optional<Subscriber> old =
        rules.targets(bus, rule).stream()
            .filter(target -> target.subscription().target().equals(wanted.id()))
            .findFirst();
    if (old.isPresent()) {
      ObjectNode request = wanted.target().objectNode();
      request.put("function", wanted.function().toString());
      request.set("source", forms.changes(wanted.target(), old.get().trigger().trigger().form()));
      triggers.patch(old.get().id(), request);
      return;
    }
    String id = UUID.randomUUID().toString();
    ObjectNode request = wanted.target().objectNode();
    request.put("name", id);
    request.put("function", wanted.function().toString());
    request.set("source", forms.source(wanted.target(), bus, rule, wanted.id()));
    triggers.create(id, request, Map.of());
  }

  private ObjectNode list(BusCall call) {
    call.requireOnly("Rule", "EventBusName", "NextToken", "Limit");
    String bus = call.bus();
    String rule = call.name("Rule", 64);
    rules.of(bus, rule);
    return Paging.page(
        call,
        "Targets",
        rules.targets(bus, rule),
        target -> target.subscription().target(),
        target -> forms.view(target, call.content()));
  }

  private ObjectNode remove(BusCall call) throws InterruptedException {
    call.requireOnly("Rule", "EventBusName", "Ids", "Force");
    String bus = call.bus();
    String rule = call.name("Rule", 64);
    rules.requireOwn(bus, rule);
    rules.rule(bus, rule);
    Failures failures = new Failures(call);
    for (String id : call.texts("Ids", MAX_TARGETS)) {
      Optional<Subscriber> found =
          rules.targets(bus, rule).stream()
              .filter(target -> target.subscription().target().equals(id))
              .findFirst();
      if (found.isEmpty() || !triggers.delete(found.get().id())) {
        failures.add(
            id,
            "ResourceNotFoundException",
            "Rule " + rule + " does not have a target with the Id " + id + ".");
      }
    }
    return failures.answer();
  }

  private ObjectNode rulesOf(BusCall call) {
    call.requireOnly("TargetArn", "EventBusName", "NextToken", "Limit");
    String bus = call.bus();
    String arn = call.required("TargetArn", 1_600);
    List<String> names =
        rules.all(bus).stream()
            .map(rule -> rule.path("Name").asString())
            .filter(rule ->
                rules.targets(bus, rule).stream().anyMatch(target -> forms.arn(target).equals(arn)))
            .toList();
    return Paging.page(
        call, "RuleNames", names, name -> name, name -> call.body().stringNode(name));
  }

  /// The targets of a request that could not be changed.
  private static final class Failures {
    private final ObjectNode answer;
    private final ArrayNode entries;

    Failures(BusCall call) {
      this.answer = call.body().objectNode();
      this.entries = call.body().arrayNode();
    }

    void add(String target, String code, String message) {
      entries
          .addObject()
          .put("TargetId", target)
          .put("ErrorCode", code)
          .put("ErrorMessage", message);
    }

    ObjectNode answer() {
      answer.put("FailedEntryCount", entries.size());
      answer.set("FailedEntries", entries);
      return answer;
    }
  }
}
