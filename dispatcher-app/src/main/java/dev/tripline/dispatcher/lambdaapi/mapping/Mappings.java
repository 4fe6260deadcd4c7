package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.InvalidFilterException;
import dev.tripline.dispatcher.lambdaapi.request.Names;
import dev.tripline.dispatcher.lambdaapi.request.Page;
import dev.tripline.dispatcher.lambdaapi.tag.Tagging;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.mapping.InvalidMappingException;
import dev.tripline.dispatcher.trigger.mapping.MappingRequest;
import dev.tripline.dispatcher.trigger.mapping.SourceMapping;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The operations on event source mappings. A mapping is a trigger that polls, whoever made it.
public final class Mappings {
  private static final int ON_A_PAGE = 100;

  private final TriggerService triggers;
  private final Functions functions;
  private final Names names;
  private final EventFilters filters;
  private final MappingKinds kinds;
  private final MappingView views;
  private final TriggerChanges changes;

  public Mappings(
      TriggerService triggers,
      Functions functions,
      Names names,
      EventFilters filters,
      List<SourceMapping> kinds) {
    this.filters = filters;
    this.kinds = new MappingKinds(kinds);
    this.triggers = triggers;
    this.functions = functions;
    this.names = names;
    this.views = new MappingView(names.account());
    this.changes = new TriggerChanges(triggers);
  }

  public void addTo(Routes routes) {
    routes.checked("CreateEventSourceMapping", this::create);
    routes.checked("ListEventSourceMappings", this::list);
    routes.checked("GetEventSourceMapping", this::get);
    routes.checked("UpdateEventSourceMapping", this::update);
    routes.checked("DeleteEventSourceMapping", this::delete);
  }

  private Answer create(Input input) {
    if (!input.has("EventSourceArn") && !input.has("SelfManagedEventSource")) {
      throw ApiException.invalid("Unrecognized event source.");
    }
    var asked = new MappingRequest(input.values());
    SourceMapping mapping = kinds.of(asked);
    MappingRules.requireOffered(mapping, input);
    ObjectNode source = answered(() -> mapping.source(asked));
    MappingRules.requireStart(input);
    requireFilters(mapping, input);
    Tagging.requireFew(input.map("Tags"));
    FunctionTarget function = function(input.string("FunctionName"));
    new Duplicates(triggers.all(), views).requireNone(mapping, asked, function);
    String id = UUID.randomUUID().toString();
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("name", id);
    request.put("function", function.toString());
    request.put("paused", input.has("Enabled") && !input.flag("Enabled"));
    request.set("source", source);
    LocalTrigger created = changes.create(id, request, input.map("Tags"));
    return answer(input, 202, created, MappingStates.created(created.trigger()));
  }

  private void requireFilters(SourceMapping mapping, Input input) {
    List<String> patterns = new ArrayList<>();
    input
        .values()
        .path("FilterCriteria")
        .path("Filters")
        .forEach(filter -> patterns.add(filter.path("Pattern").asString()));
    try {
      filters.compile(mapping.traits().filtered(), patterns);
    } catch (InvalidFilterException e) {
      throw ApiException.invalid(String.valueOf(e.getMessage()));
    }
  }

  private FunctionTarget function(String name) {
    FunctionTarget target = names.target(name, null);
    if (!functions.existsAnywhere(target)) {
      throw ApiException.invalid("Function does not exist");
    }
    return target;
  }

  private Answer get(Input input) {
    LocalTrigger found = find(input);
    return answer(input, 200, found, state(found));
  }

  private Answer list(Input input) {
    String arn = input.optional("EventSourceArn");
    String name = input.optional("FunctionName");
    FunctionTarget function = name == null ? null : names.target(name, null);
    List<LocalTrigger> all =
        triggers.all().stream()
            .filter(live -> kinds.has(live.trigger()))
            .filter(live -> arn == null || kinds.sources(live.trigger()).contains(arn))
            .filter(live -> function == null || matches(live.trigger(), function))
            .toList();
    Page<LocalTrigger> page = Page.of(input, all, ON_A_PAGE);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode mappings = answer.putArray("EventSourceMappings");
    page.items().forEach(live -> mappings.add(view(input, live, state(live))));
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  private static boolean matches(Trigger trigger, FunctionTarget wanted) {
    return wanted.qualifier() == null
        ? trigger.function().name().equals(wanted.name())
        : trigger.function().equals(wanted);
  }

  private Answer update(Input input) {
    LocalTrigger old = find(input);
    Trigger trigger = old.trigger();
    SourceMapping mapping = kind(trigger);
    MappingRules.requireOffered(mapping, input);
    requireFilters(mapping, input);
    ObjectNode source =
        answered(() -> mapping.changes(new MappingRequest(input.values()), trigger.form()));
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    if (input.has("FunctionName")) {
      request.put("function", function(input.string("FunctionName")).toString());
    }
    if (input.has("Enabled")) {
      request.put("paused", !input.flag("Enabled"));
    }
    if (!source.isEmpty()) {
      request.set("source", source);
    }
    LocalTrigger changed = changes.patch(trigger.id(), request);
    return answer(
        input, 202, changed, MappingStates.changed(trigger.paused(), changed.trigger().paused()));
  }

  private static ObjectNode answered(Supplier<ObjectNode> form) {
    try {
      return form.get();
    } catch (InvalidMappingException e) {
      throw ApiException.invalid(String.valueOf(e.getMessage()));
    }
  }

  private Answer delete(Input input) {
    LocalTrigger old = find(input);
    ObjectNode view = view(input, old, MappingStates.DELETING);
    changes.delete(old.trigger().id());
    return Answer.json(202, view);
  }

  private LocalTrigger find(Input input) {
    String id = input.string("UUID");
    return triggers
        .find(id)
        .filter(live -> live.trigger().id().equals(id))
        .filter(live -> kinds.has(live.trigger()))
        .orElseThrow(TriggerChanges::missing);
  }

  private SourceMapping kind(Trigger trigger) {
    return kinds.of(trigger).orElseThrow(TriggerChanges::missing);
  }

  private static String state(LocalTrigger live) {
    return MappingStates.of(live.trigger(), live.status().snapshot().state());
  }

  private ObjectNode view(Input input, LocalTrigger live, String state) {
    TriggerStatus.Snapshot status = live.status().snapshot();
    return views.of(
        live.trigger(),
        kind(live.trigger()),
        input.call().seesContent() ? status : MappingView.withoutContent(status),
        state);
  }

  private Answer answer(Input input, int status, LocalTrigger live, String state) {
    return Answer.json(status, view(input, live, state));
  }
}
