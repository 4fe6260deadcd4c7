package dev.tripline.dispatcher.function.rest;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.function.async.AsyncOverrides;
import dev.tripline.dispatcher.function.async.RetryDocument;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.RegisteredFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.MergePatch;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/// Creates, shows, changes and deletes functions as `/v1/functions` knows them: endpoints, and our
/// own settings for package functions. A change returns after its commit. Blocking; safe for many
/// threads.
public final class FunctionRegistrations {
  private final Registry registry;
  private final Functions functions;
  private final FunctionConditions conditions;
  private final FunctionRules rules;
  private final Audit audit;

  FunctionRegistrations(
      Registry registry,
      Functions functions,
      FunctionConditions conditions,
      FunctionRules rules,
      Audit audit) {
    this.registry = registry;
    this.functions = functions;
    this.conditions = conditions;
    this.rules = rules;
    this.audit = audit;
  }

  /// Registers an endpoint.
  ///
  /// @throws ApiProblem 400 for all that is wrong with it, 409 if the name is taken
  FunctionView create(ObjectNode request, Actor actor) {
    requireText(request, "name");
    requireText(request, "url");
    FunctionDocument document = StrictJson.convert(request, FunctionDocument.class);
    check(document);
    Endpoint endpoint = document.toEndpoint();
    if (!registry.create(endpoint)) {
      throw ApiProblem.conflict("there is a function " + document.name() + " already");
    }
    audit.record(actor, "CreateEndpoint", Audit.FUNCTION, document.name(), Map.of());
    return view(endpoint);
  }

  public List<FunctionView> list() {
    return functions.names().stream()
        .map(registry::find)
        .filter(Objects::nonNull)
        .map(this::view)
        .toList();
  }

  /// @throws ApiProblem 404 if there is no such function
  public FunctionView get(String nameOrArn) {
    return view(existing(nameOrArn));
  }

  /// Changes a function by a JSON merge patch (RFC 7396) of its document.
  ///
  /// @throws ApiProblem 404 if there is no such function, 400 for all that is wrong with the change
  FunctionView change(String nameOrArn, ObjectNode patch, Actor actor) {
    while (true) {
      RegisteredFunction before = existing(nameOrArn);
      FunctionDocument document = changed(before, patch);
      RegisteredFunction after =
          switch (before) {
            case Endpoint _ -> document.toEndpoint();
            case PackageFunction function ->
                function
                    .withAsyncOverrides(document.overrides())
                    .withResource(document.resource())
                    .withCredentials(document.credentials());
          };
      if (registry.replace(before, after)) {
        audit.record(actor, "UpdateFunction", Audit.FUNCTION, after.name(), Map.of());
        return view(after);
      }
    }
  }

  /// Deletes an endpoint, or takes back what was set here for a package function.
  ///
  /// @throws ApiProblem 404 if there is no such function
  void delete(String nameOrArn, Actor actor) {
    while (true) {
      RegisteredFunction before = existing(nameOrArn);
      RegisteredFunction after =
          switch (before) {
            case Endpoint _ -> null;
            case PackageFunction function ->
                function.withAsyncOverrides(null).withResource(null).withCredentials(null);
          };
      if (registry.replace(before, after)) {
        audit.record(actor, "DeleteFunction", Audit.FUNCTION, before.name(), Map.of());
        return;
      }
    }
  }

  private FunctionDocument changed(RegisteredFunction before, ObjectNode patch) {
    ObjectNode changed = StrictJson.toTree(document(before));
    boolean endpoint = changed.has("url");
    MergePatch.apply(changed, patch);
    requireText(changed, "name");
    FunctionDocument document = StrictJson.convert(changed, FunctionDocument.class);
    if (!before.name().equals(document.name())) {
      throw ApiProblem.invalid("name", "a function cannot be renamed");
    }
    if (endpoint != document.endpoint()) {
      throw ApiProblem.invalid("url", "an endpoint has one, and a package function has none");
    }
    check(document);
    return document;
  }

  /// @param nameOrArn without a qualifier
  private RegisteredFunction existing(String nameOrArn) {
    RegisteredFunction function =
        functions
            .parse(nameOrArn)
            .filter(target -> target.qualifier() == null)
            .map(target -> registry.find(target.name()))
            .orElse(null);
    if (function == null) {
      throw ApiProblem.notFound("there is no function " + nameOrArn);
    }
    return function;
  }

  private FunctionDocument document(RegisteredFunction function) {
    return switch (function) {
      case Endpoint endpoint -> FunctionDocument.of(endpoint);
      case PackageFunction packaged -> {
        AsyncOverrides own = packaged.asyncOverrides();
        yield FunctionDocument.ofPackage(
            own == null ? AsyncOverrides.of(rules.effective(function)) : own, packaged);
      }
    };
  }

  private FunctionView view(RegisteredFunction function) {
    String arn = functions.qualifiedArn(FunctionTarget.latest(function.name()));
    RetryDocument retry = RetryDocument.of(rules.effective(function).rules());
    return switch (function) {
      case Endpoint endpoint -> FunctionView.of(endpoint, arn, conditions.circuit(endpoint), retry);
      case PackageFunction packaged ->
          FunctionView.ofPackage(
              document(function), arn, retry, packaged, conditions.warning(packaged));
    };
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
