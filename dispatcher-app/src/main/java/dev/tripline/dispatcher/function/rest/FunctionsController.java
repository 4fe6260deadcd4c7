package dev.tripline.dispatcher.function.rest;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.function.endpoint.EndpointGate;
import dev.tripline.dispatcher.function.endpoint.EndpointRegistry;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.MergePatch;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/functions`: endpoints, and our own retry rules and destinations for functions of every kind.
@RestController
@RequestMapping("/v1/functions")
class FunctionsController {
  private final EndpointRegistry registry;
  private final Functions functions;
  private final FunctionRules rules;
  private final Audit audit;

  FunctionsController(
      EndpointRegistry registry, Functions functions, FunctionRules rules, Audit audit) {
    this.audit = audit;
    this.registry = registry;
    this.functions = functions;
    this.rules = rules;
  }

  record FunctionList(List<FunctionView> functions) {}

  @Operation("CreateEndpoint")
  @PostMapping(consumes = "application/json")
  @ResponseStatus(HttpStatus.CREATED)
  FunctionView create(@RequestBody(required = false) byte @Nullable [] body, Actor actor) {
    ObjectNode request = StrictJson.object(body);
    requireText(request, "name");
    requireText(request, "url");
    FunctionDocument document = StrictJson.convert(request, FunctionDocument.class);
    check(document);
    if (functions.exists(FunctionTarget.latest(document.name()))) {
      throw ApiProblem.conflict("there is a function " + document.name() + " already");
    }
    registry.save(document);
    audit.record(actor, "CreateEndpoint", Audit.FUNCTION, document.name(), Map.of());
    return view(document.name());
  }

  @Operation("ListFunctions")
  @GetMapping
  FunctionList list() {
    return new FunctionList(new TreeSet<>(functions.names()).stream().map(this::view).toList());
  }

  @Operation("GetFunction")
  @GetMapping("/{name}")
  FunctionView get(@PathVariable String name) {
    return view(existing(name));
  }

  @Operation("UpdateFunction")
  @PatchMapping(
      path = "/{name}",
      consumes = {"application/json", "application/merge-patch+json"})
  FunctionView change(
      @PathVariable("name") String nameOrArn,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor) {
    String name = existing(nameOrArn);
    ObjectNode patch = StrictJson.object(body);
    ObjectNode changed = StrictJson.toTree(current(name));
    boolean endpoint = changed.has("url");
    MergePatch.apply(changed, patch);
    requireText(changed, "name");
    FunctionDocument document = StrictJson.convert(changed, FunctionDocument.class);
    if (!name.equals(document.name())) {
      throw ApiProblem.invalid("name", "a function cannot be renamed");
    }
    if (endpoint != document.endpoint()) {
      throw ApiProblem.invalid("url", "an endpoint has one, and a package function has none");
    }
    check(document);
    registry.save(document);
    audit.record(actor, "UpdateFunction", Audit.FUNCTION, name, Map.of());
    return view(name);
  }

  /// Removes an endpoint, or takes back what was set here for a package function.
  @Operation("DeleteFunction")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable("name") String nameOrArn, Actor actor) {
    String name = existing(nameOrArn);
    registry.delete(name);
    audit.record(actor, "DeleteFunction", Audit.FUNCTION, name, Map.of());
  }

  /// The name of a function that is there.
  private String existing(String nameOrArn) {
    return functions
        .parse(nameOrArn)
        .filter(target -> target.qualifier() == null && functions.exists(target))
        .map(FunctionTarget::name)
        .orElseThrow(() -> ApiProblem.notFound("there is no function " + nameOrArn));
  }

  private FunctionDocument current(String name) {
    return registry
        .find(name)
        .map(EndpointGate::document)
        .orElseGet(() ->
            FunctionDocument.ofPackage(name, functions.asyncSettings(FunctionTarget.latest(name))));
  }

  private FunctionView view(String name) {
    FunctionTarget target = FunctionTarget.latest(name);
    return FunctionView.of(
        current(name),
        functions.qualifiedArn(target),
        registry.find(name).map(EndpointGate::circuit).orElse(null),
        RetryDocument.of(functions.asyncSettings(target).rules()));
  }

  private void check(FunctionDocument document) {
    List<FieldError> objections = rules.objections(document);
    if (!objections.isEmpty()) {
      throw ApiProblem.invalid(objections);
    }
  }

  private static void requireText(ObjectNode request, String member) {
    if (!request.path(member).isString()) {
      throw ApiProblem.invalid(member, "a string is expected");
    }
  }
}
