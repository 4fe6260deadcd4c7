package dev.tripline.dispatcher.lambdaapi.permission;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.access.rule.ResourcePolicies;
import dev.tripline.dispatcher.function.FunctionReference;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.function.registry.ResourcePolicy;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The callers that the policies of functions let in, beyond what their roles include. A statement with a
/// condition speaks of services and lets no caller in; one for an account leaves it to the roles.
///
/// @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy evaluation logic</a>
public final class PolicyDecisions implements ResourcePolicies {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> INVOKING =
      Set.of("Invoke", "InvokeAsync", "InvokeWithResponseStream");
  private static final Set<String> ACTIONS = Set.of("lambda:InvokeFunction", "lambda:*");

  private final Registry registry;

  public PolicyDecisions(Registry registry) {
    this.registry = registry;
  }

  @Override
  public boolean allow(Caller caller, String operation, Resource resource) {
    if (!INVOKING.contains(operation) || !resource.kind().equals("function")) {
      return false;
    }
    FunctionTarget target =
        FunctionReference.parse(resource.name()).map(FunctionReference::target).orElse(null);
    PackageFunction function = target == null ? null : registry.function(target.name());
    ResourcePolicy policy =
        function == null || target == null ? null : FunctionPermissions.policy(function, target);
    return policy != null
        && policy.statements().stream()
            .anyMatch(statement -> allows(JSON.readTree(statement.json()), caller));
  }

  /// Whether a caller may have what the policies of functions give to these names: it may touch all of
  /// these functions itself. Does not block.
  ///
  /// @param names of users, roles or sessions, as principals
  public boolean mayHave(Caller caller, List<String> names) {
    return registry.functions().stream()
        .filter(function -> !caller.mayTouch(Resource.function(function.name())))
        .flatMap(function -> function.policies().values().stream())
        .flatMap(policy -> policy.statements().stream())
        .map(statement -> JSON.readTree(statement.json()))
        .noneMatch(statement ->
            acts(statement)
                && names.contains(statement.path("Principal").path("AWS").asString("")));
  }

  /// Pure.
  static boolean allows(JsonNode statement, Caller caller) {
    JsonNode principal = statement.path("Principal");
    boolean meant =
        principal.isString()
            ? principal.stringValue().equals("*")
            : caller.isNamed(principal.path("AWS").asString(""));
    return meant && acts(statement);
  }

  private static boolean acts(JsonNode statement) {
    return statement.path("Effect").asString("").equals("Allow")
        && ACTIONS.contains(statement.path("Action").asString(""))
        && !statement.has("Condition");
  }
}
