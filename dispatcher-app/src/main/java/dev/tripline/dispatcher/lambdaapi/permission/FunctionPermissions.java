package dev.tripline.dispatcher.lambdaapi.permission;

import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.ResourcePolicy;
import dev.tripline.dispatcher.function.registry.ResourcePolicy.Statement;
import dev.tripline.dispatcher.lambdaapi.function.Changes;
import dev.tripline.dispatcher.lambdaapi.request.Names;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.spi.invocation.FunctionTarget;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The permissions to invoke a function, a version or an alias; [PolicyDecisions] acts on them.
public record FunctionPermissions(Parts parts, Policies policies) {
  private static final String NO_POLICY = "No policy is associated with the given resource.";

  public void addTo(Routes routes) {
    routes.checked("AddPermission", this::add);
    routes.checked("GetPolicy", this::get);
    routes.checked("RemovePermission", this::remove);
  }

  private Answer add(Input input) {
    FunctionTarget target = parts.names().target(input);
    if (FunctionTarget.LATEST.equals(target.qualifier())) {
      throw ApiException.invalid("We currently do not support adding policies for $LATEST.");
    }
    String sid = input.string("StatementId");
    ObjectNode json = statement(input, sid, parts.names().arn(target));
    new Changes(parts)
        .change(
            target,
            function -> {
              parts.names().version(function, target);
              ResourcePolicy policy = Policies.orEmpty(policy(function, target));
              Names.requireRevision(input, policy.revisionId(), "GetPolicy");
              if (policy.find(sid).isPresent()) {
                throw Policies.duplicate(sid);
              }
              ResourcePolicy longer =
                  policy.plus(new Statement(sid, json.toString()), Changes.newId());
              return function.withPolicy(key(target), policies.requireShort(longer));
            });
    return Answer.json(
        201, JsonNodeFactory.instance.objectNode().put("Statement", json.toString()));
  }

  /// In the order in which AWS writes the members.
  private static ObjectNode statement(Input input, String sid, String resource) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("Sid", sid).put("Effect", "Allow");
    Policies.addPrincipal(json, input.string("Principal"));
    json.put("Action", input.string("Action"));
    json.put("Resource", resource);
    ObjectNode conditions = JsonNodeFactory.instance.objectNode();
    equal(conditions, "StringEquals", "AWS:SourceAccount", input, "SourceAccount");
    equal(conditions, "StringEquals", "lambda:EventSourceToken", input, "EventSourceToken");
    equal(conditions, "StringEquals", "lambda:FunctionUrlAuthType", input, "FunctionUrlAuthType");
    equal(conditions, "StringEquals", "aws:PrincipalOrgID", input, "PrincipalOrgID");
    equal(conditions, "ArnLike", "AWS:SourceArn", input, "SourceArn");
    if (input.has("InvokedViaFunctionUrl")) {
      conditions
          .withObjectProperty("Bool")
          .put("lambda:InvokedViaFunctionUrl", input.flag("InvokedViaFunctionUrl"));
    }
    if (!conditions.isEmpty()) {
      json.set("Condition", conditions);
    }
    return json;
  }

  private static void equal(
      ObjectNode conditions, String operator, String key, Input input, String member) {
    if (input.has(member)) {
      conditions.withObjectProperty(operator).put(key, input.string(member));
    }
  }

  private Answer get(Input input) {
    FunctionTarget target = parts.names().target(input);
    PackageFunction function = parts.registry().function(target.name());
    ResourcePolicy policy = function == null ? null : policy(function, target);
    if (policy == null) {
      throw ApiException.notFound("The resource you requested does not exist.");
    }
    return Answer.json(200, Policies.view(policy));
  }

  private Answer remove(Input input) {
    FunctionTarget target = parts.names().target(input);
    if (parts.registry().function(target.name()) == null) {
      throw ApiException.notFound("No policy found for: " + parts.names().arn(target));
    }
    new Changes(parts)
        .change(
            target,
            function -> {
              ResourcePolicy policy = policy(function, target);
              if (policy == null) {
                throw ApiException.notFound(NO_POLICY);
              }
              Names.requireRevision(input, policy.revisionId(), "GetPolicy");
              return function.withPolicy(
                  key(target), Policies.without(policy, input.string("StatementId")));
            });
    return Answer.empty(204);
  }

  static @Nullable ResourcePolicy policy(PackageFunction function, FunctionTarget target) {
    return function.policies().get(key(target));
  }

  /// The name that a function has for a policy.
  static String key(FunctionTarget target) {
    return FunctionTarget.orLatest(target.qualifier());
  }
}
