package dev.tripline.dispatcher.functionurl;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.access.rule.ResourcePolicies;
import dev.tripline.dispatcher.function.FunctionReference;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.function.registry.ResourcePolicy;
import dev.tripline.dispatcher.function.url.FunctionUrl.Auth;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The callers whom the policies of functions let in at their URLs. Of conditions it knows
/// `lambda:FunctionUrlAuthType`; a statement with another one lets nobody in.
///
/// @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html">Control access to function URLs</a>
public final class UrlPolicies implements ResourcePolicies {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> ACTIONS = Set.of("lambda:InvokeFunctionUrl", "lambda:*");

  private final Registry registry;

  public UrlPolicies(Registry registry) {
    this.registry = registry;
  }

  @Override
  public boolean allow(Caller caller, String operation, Resource resource) {
    if (!operation.equals(AccessRules.INVOKE_URL) || !resource.kind().equals("function")) {
      return false;
    }
    return FunctionReference.parse(resource.name())
        .map(FunctionReference::target)
        .filter(target -> {
          PackageFunction function = registry.function(target.name());
          return function != null
              && any(
                  function,
                  target,
                  statement ->
                      applies(statement, Auth.AWS_IAM)
                          && (isEverybody(statement)
                              || caller.isNamed(
                                  statement.path("Principal").path("AWS").asString(""))));
        })
        .isPresent();
  }

  /// Whether everybody may call a URL without proof.
  static boolean isPublic(PackageFunction function, FunctionTarget target) {
    return any(
        function, target, statement -> applies(statement, Auth.NONE) && isEverybody(statement));
  }

  private static boolean any(
      PackageFunction function, FunctionTarget target, Predicate<JsonNode> allows) {
    ResourcePolicy policy = function.policies().get(target.qualifierOrLatest());
    return policy != null
        && policy.statements().stream()
            .anyMatch(statement -> allows.test(JSON.readTree(statement.json())));
  }

  /// Pure.
  private static boolean applies(JsonNode statement, Auth auth) {
    return statement.path("Effect").asString("").equals("Allow")
        && ACTIONS.contains(statement.path("Action").asString(""))
        && holds(statement.path("Condition"), auth);
  }

  private static boolean holds(JsonNode condition, Auth auth) {
    for (Map.Entry<String, JsonNode> operator : condition.properties()) {
      for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
        if (!operator.getKey().equals("StringEquals")
            || !key.getKey().equals("lambda:FunctionUrlAuthType")
            || !key.getValue().asString("").equals(auth.name())) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isEverybody(JsonNode statement) {
    JsonNode principal = statement.path("Principal");
    return principal.asString("").equals("*") || principal.path("AWS").asString("").equals("*");
  }
}
