package dev.tripline.dispatcher.function.rest;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.function.endpoint.EndpointGate;
import dev.tripline.dispatcher.function.endpoint.EndpointRegistry;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/functions`: endpoints, and our own retry rules and destinations for functions of every kind.
@RestController
@RequestMapping("/v1/functions")
class FunctionsController {
  private final EndpointRegistry registry;
  private final Functions functions;
  private final FunctionRules rules;

  FunctionsController(EndpointRegistry registry, Functions functions, FunctionRules rules) {
    this.registry = registry;
    this.functions = functions;
    this.rules = rules;
  }

  @PostMapping(consumes = "application/json")
  @ResponseStatus(HttpStatus.CREATED)
  JsonNode create(@RequestBody byte[] body) {
    ObjectNode request = StrictJson.object(body);
    requireText(request, "name");
    requireText(request, "url");
    FunctionDocument document = StrictJson.convert(request, FunctionDocument.class);
    check(document);
    if (functions.exists(FunctionTarget.latest(document.name()))) {
      throw ApiProblem.conflict("there is a function " + document.name() + " already");
    }
    registry.save(document);
    return view(document.name());
  }

  @GetMapping
  Map<String, List<JsonNode>> list() {
    return Map.of("functions", new TreeSet<>(functions.names()).stream().map(this::view).toList());
  }

  @GetMapping("/{name}")
  JsonNode get(@PathVariable String name) {
    return view(existing(name));
  }

  /// A JSON merge patch (RFC 7396) of what GET shows.
  @PatchMapping(
      path = "/{name}",
      consumes = {"application/json", "application/merge-patch+json"})
  JsonNode change(@PathVariable String name, @RequestBody byte[] body) {
    ObjectNode patch = StrictJson.object(body);
    ObjectNode changed = StrictJson.toTree(current(existing(name)));
    boolean endpoint = changed.has("url");
    StrictJson.merge(changed, patch);
    FunctionDocument document = StrictJson.convert(changed, FunctionDocument.class);
    if (!name.equals(document.name())) {
      throw ApiProblem.invalid("name: a function cannot be renamed");
    }
    if (endpoint != document.endpoint()) {
      throw ApiProblem.invalid("url: an endpoint has one, and a package function has none");
    }
    check(document);
    registry.save(document);
    return view(name);
  }

  /// Removes an endpoint, or takes back what was set here for a package function.
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name) {
    existing(name);
    registry.delete(name);
  }

  private String existing(String name) {
    if (!functions.exists(FunctionTarget.latest(name))) {
      throw ApiProblem.notFound("there is no function " + name);
    }
    return name;
  }

  private FunctionDocument current(String name) {
    return registry
        .find(name)
        .map(EndpointGate::document)
        .orElseGet(() ->
            FunctionDocument.ofPackage(name, functions.asyncSettings(FunctionTarget.latest(name))));
  }

  private JsonNode view(String name) {
    FunctionDocument document = current(name);
    ObjectNode view = StrictJson.toTree(document);
    view.put("kind", document.endpoint() ? "endpoint" : "package");
    view.put("arn", functions.qualifiedArn(FunctionTarget.latest(name)));
    var rules = functions.asyncSettings(FunctionTarget.latest(name)).rules();
    view.set("retry", StrictJson.toTree(RetryDocument.of(rules)));
    if (document.endpoint()) {
      view.put("timeoutSeconds", document.timeout().toMillis() / 1000.0);
      view.put("maxConcurrency", document.concurrency());
      registry.find(name).ifPresent(gate -> view.put("circuit", gate.circuit()));
    }
    return view;
  }

  private void check(FunctionDocument document) {
    List<String> objections = rules.objections(document);
    if (!objections.isEmpty()) {
      throw ApiProblem.invalid(objections);
    }
  }

  private static void requireText(ObjectNode request, String member) {
    if (!request.path(member).isString()) {
      throw ApiProblem.invalid(member + ": a string is expected");
    }
  }
}
