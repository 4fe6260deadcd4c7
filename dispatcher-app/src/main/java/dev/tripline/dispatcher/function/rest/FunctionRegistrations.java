package dev.tripline.dispatcher.function.rest;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.function.async.AsyncOverrides;
import dev.tripline.dispatcher.function.async.RetryDocument;
import dev.tripline.dispatcher.function.endpoint.EndpointGates;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Creates, shows, changes and deletes functions as `/v1/functions` knows them: endpoints, and our
/// own settings for package functions. A change returns after its commit. Blocking; safe for many
/// threads.
public final class FunctionRegistrations {
  private final Registry registry;
  private final Functions functions;
  private final EndpointGates gates;
  private final FunctionRules rules;

  public FunctionRegistrations(
      Registry registry, Functions functions, EndpointGates gates, FunctionRules rules) {
    this.registry = registry;
    this.functions = functions;
    this.gates = gates;
    this.rules = rules;
  }

  /// Registers an endpoint.
  ///
  /// @throws ApiProblem 400 for all that is wrong with it, 409 if the name is taken
  JsonNode create(FunctionDocument document) {
    check(document);
    Endpoint endpoint = document.toEndpoint();
    if (!registry.create(endpoint)) {
      throw ApiProblem.conflict("there is a function " + document.name() + " already");
    }
    return view(endpoint);
  }

  List<JsonNode> list() {
    return functions.names().stream()
        .map(registry::find)
        .filter(Objects::nonNull)
        .map(this::view)
        .toList();
  }

  /// @throws ApiProblem 404 if there is no such function
  JsonNode get(String name) {
    return view(existing(name));
  }

  /// Changes a function by a JSON merge patch (RFC 7396) of its document.
  ///
  /// @throws ApiProblem 404 if there is no such function, 400 for all that is wrong with the change
  JsonNode change(String name, ObjectNode patch) {
    while (true) {
      RegisteredFunction before = existing(name);
      FunctionDocument document = changed(before, patch);
      RegisteredFunction after =
          switch (before) {
            case Endpoint _ -> document.toEndpoint();
            case PackageFunction function -> function.withAsyncOverrides(document.overrides());
          };
      if (registry.replace(before, after)) {
        return view(after);
      }
    }
  }

  /// Deletes an endpoint, or takes back what was set here for a package function.
  ///
  /// @throws ApiProblem 404 if there is no such function
  void delete(String name) {
    while (true) {
      RegisteredFunction before = existing(name);
      RegisteredFunction after =
          switch (before) {
            case Endpoint _ -> null;
            case PackageFunction function -> function.withAsyncOverrides(null);
          };
      if (registry.replace(before, after)) {
        return;
      }
    }
  }

  private FunctionDocument changed(RegisteredFunction before, ObjectNode patch) {
    ObjectNode changed = StrictJson.toTree(document(before));
    boolean endpoint = changed.has("url");
    StrictJson.merge(changed, patch);
    FunctionDocument document = StrictJson.convert(changed, FunctionDocument.class);
    if (!before.name().equals(document.name())) {
      throw ApiProblem.invalid("name: a function cannot be renamed");
    }
    if (endpoint != document.endpoint()) {
      throw ApiProblem.invalid("url: an endpoint has one, and a package function has none");
    }
    check(document);
    return document;
  }

  private RegisteredFunction existing(String name) {
    RegisteredFunction function = registry.find(name);
    if (function == null) {
      throw ApiProblem.notFound("there is no function " + name);
    }
    return function;
  }

  private FunctionDocument document(RegisteredFunction function) {
    return switch (function) {
      case Endpoint endpoint -> FunctionDocument.of(endpoint);
      case PackageFunction packaged -> {
        AsyncOverrides own = packaged.asyncOverrides();
        yield FunctionDocument.ofPackage(
            packaged.name(), own == null ? AsyncOverrides.of(rules.effective(function)) : own);
      }
    };
  }

  private JsonNode view(RegisteredFunction function) {
    ObjectNode view = StrictJson.toTree(document(function));
    view.put("kind", function instanceof Endpoint ? "endpoint" : "package");
    view.put("arn", functions.qualifiedArn(FunctionTarget.latest(function.name())));
    view.set("retry", StrictJson.toTree(RetryDocument.of(rules.effective(function).rules())));
    if (function instanceof Endpoint endpoint) {
      view.put("timeoutSeconds", endpoint.timeout().toMillis() / 1000.0);
      view.put("maxConcurrency", endpoint.concurrency());
      view.put("circuit", gates.circuit(endpoint));
    }
    return view;
  }

  private void check(FunctionDocument document) {
    List<String> objections = rules.objections(document);
    if (!objections.isEmpty()) {
      throw ApiProblem.invalid(objections);
    }
  }
}
