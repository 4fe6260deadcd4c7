package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.function.registry.Alias;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.lambdaapi.request.Names;
import dev.tripline.dispatcher.lambdaapi.request.Page;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Aliases of versions.
public record Aliases(Parts parts) {
  public void addTo(Routes routes) {
    routes.checked("CreateAlias", this::create);
    routes.checked("ListAliases", this::list);
    routes.checked("GetAlias", this::get);
    routes.checked("UpdateAlias", this::update);
    routes.checked("DeleteAlias", this::delete);
  }

  private Answer create(Input input) {
    FunctionTarget target = FunctionTarget.latest(parts.names().target(input).name());
    String name = input.string("Name");
    String version = input.string("FunctionVersion");
    Alias alias =
        new Alias(
            name,
            version,
            input.string("Description", ""),
            input.object("RoutingConfig").weights("AdditionalVersionWeights"),
            Changes.newId());
    new Changes(parts)
        .change(
            new FunctionTarget(target.name(), version), // as AWS names an unknown function here
            function -> {
              if (function.aliases().containsKey(name)) {
                throw ApiException.conflict("Alias already exists: " + arn(target, name));
              }
              requireRoutable(function, alias);
              return function.withAlias(name, alias);
            });
    return Answer.json(201, view(target, alias));
  }

  private Answer update(Input input) {
    FunctionTarget target = FunctionTarget.latest(parts.names().target(input).name());
    String name = input.string("Name");
    PackageFunction changed =
        new Changes(parts)
            .change(
                target,
                function -> {
                  Alias before = function.aliases().get(name);
                  if (before == null) {
                    throw ApiException.notFound("Alias not found: " + arn(target, name));
                  }
                  Names.requireRevision(input, before.revisionId(), "GetFunction/GetAlias");
                  Alias after = changed(input, before);
                  requireRoutable(function, after);
                  PackageFunction moved = function.withAlias(name, after);
                  if (moved.provisioned().containsKey(name)) {
                    ProvisionedConcurrency.requireNoSnapStart(moved, name);
                  }
                  return moved;
                });
    return Answer.json(200, view(target, find(changed, target, name)));
  }

  private static Alias changed(Input input, Alias before) {
    return new Alias(
        before.name(),
        input.string("FunctionVersion", before.version()),
        input.string("Description", before.description()),
        input.has("RoutingConfig")
            ? input.object("RoutingConfig").weights("AdditionalVersionWeights")
            : before.additionalWeights(),
        Changes.newId());
  }

  private void requireRoutable(PackageFunction function, Alias alias) {
    Map<String, Double> weights = alias.additionalWeights();
    if (weights.size() > 1) {
      throw ApiException.invalid(
          "Number of items in AdditionalVersionWeights cannot be greater than 1");
    }
    requireVersion(function, alias.version());
    if (weights.isEmpty()) {
      return;
    }
    if (alias.version().equals(FunctionVersion.LATEST)) {
      throw ApiException.untyped(
          "$LATEST is not supported for an alias pointing to more than 1 version");
    }
    String other = weights.keySet().iterator().next();
    if (other.equals(alias.version())) {
      throw ApiException.invalid(
          "Invalid function version "
              + other
              + ". Function version "
              + other
              + " is already included in routing configuration.");
    }
    requireVersion(function, other);
  }

  private void requireVersion(PackageFunction function, String number) {
    parts.names().version(function, new FunctionTarget(function.name(), number));
  }

  private Answer get(Input input) {
    FunctionTarget target = FunctionTarget.latest(parts.names().target(input).name());
    PackageFunction function = parts.registry().function(target.name());
    String name = input.string("Name");
    if (function == null) {
      throw noAlias(target, name);
    }
    return Answer.json(200, view(target, find(function, target, name)));
  }

  private Alias find(PackageFunction function, FunctionTarget target, String name) {
    Alias alias = function.aliases().get(name);
    if (alias == null) {
      throw noAlias(target, name);
    }
    return alias;
  }

  private ApiException noAlias(FunctionTarget target, String name) {
    return ApiException.notFound("Cannot find alias arn: " + arn(target, name));
  }

  private Answer list(Input input) {
    FunctionTarget target = FunctionTarget.latest(parts.names().target(input).name());
    String version = input.optional("FunctionVersion");
    List<Alias> all =
        parts.names().function(target).aliases().values().stream()
            .filter(alias ->
                version == null
                    || alias.version().equals(version)
                    || alias.additionalWeights().containsKey(version))
            .sorted(Comparator.comparing(Alias::name))
            .toList();
    Page<Alias> page = Page.of(input, all);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode views = answer.putArray("Aliases");
    page.items().forEach(alias -> views.add(view(target, alias)));
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  private Answer delete(Input input) {
    FunctionTarget target = FunctionTarget.latest(parts.names().target(input).name());
    String name = input.string("Name");
    new Changes(parts)
        .change(
            target,
            function ->
                function.aliases().containsKey(name)
                    ? function
                        .withAlias(name, null)
                        .withEventInvoke(name, null)
                        .withProvisioned(name, null)
                    : function);
    return Answer.empty(204);
  }

  private String arn(FunctionTarget target, String alias) {
    return parts.names().arn(new FunctionTarget(target.name(), alias));
  }

  private ObjectNode view(FunctionTarget target, Alias alias) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("AliasArn", arn(target, alias.name()));
    view.put("Name", alias.name());
    view.put("FunctionVersion", alias.version());
    view.put("Description", alias.description());
    if (!alias.additionalWeights().isEmpty()) {
      ObjectNode weights = view.putObject("RoutingConfig").putObject("AdditionalVersionWeights");
      alias.additionalWeights().forEach(weights::put);
    }
    view.put("RevisionId", alias.revisionId());
    return view;
  }
}
