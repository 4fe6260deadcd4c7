package dev.tripline.dispatcher.lambdaapi;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.FunctionReference;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ApiModel;
import dev.tripline.dispatcher.lambdaapi.wire.Call;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.Set;
import java.util.function.BiConsumer;

/// Asks the rules of access for each call, about the resource that its path names.
final class AccessGate implements BiConsumer<String, Call> {
  /// Operations that share one action.
  private static final Set<String> SYNCHRONOUS = Set.of("Invoke", "InvokeWithResponseStream");

  private final AccessRules rules;
  private final AccountSettings account;

  AccessGate(AccessRules rules, AccountSettings account) {
    this.rules = rules;
    this.account = account;
  }

  @Override
  public void accept(String operation, Call call) {
    Resource resource = resource(operation, call);
    Caller caller = call.caller();
    if (rules.decide(caller, operation, resource) instanceof Decision.Denied denied) {
      String action = "lambda:" + (SYNCHRONOUS.contains(operation) ? "InvokeFunction" : operation);
      throw new ApiException(
          ErrorType.ACCESS_DENIED,
          "User: %s is not authorized to perform: %s on resource: %s because no identity-based policy"
                  .formatted(caller == null ? "anonymous" : caller.arn(), action, arn(resource))
              + " allows the %s action (%s)".formatted(action, denied.reason()));
    }
  }

  private static Resource resource(String operation, Call call) {
    String function = call.label("FunctionName");
    if (!function.isEmpty()) {
      return FunctionReference.parse(function)
          .map(found -> Resource.function(qualified(operation, call, found.target())))
          .orElse(Resource.function(function));
    }
    String policy = call.label("ResourceArn");
    if (!policy.isEmpty()) {
      return FunctionReference.parse(policy)
          .map(found -> Resource.function(found.target().toString()))
          .orElse(Resource.function(policy));
    }
    String layer = call.label("LayerName");
    if (!layer.isEmpty()) {
      return new Resource("layer", layer.substring(layer.lastIndexOf(':') + 1));
    }
    String mapping = call.label("UUID");
    return mapping.isEmpty() ? Resource.ANY : new Resource("event-source-mapping", mapping);
  }

  /// With a version or alias only for operations that act on it alone: the others act on the function,
  /// whatever the request says.
  private static String qualified(String operation, Call call, FunctionTarget target) {
    String named = target.qualifier();
    String asked = call.query("Qualifier");
    if (named == null && asked == null) {
      return target.name();
    }
    if (ApiModel.request(operation).hasQuery("Qualifier")) {
      return target.name() + ":" + (named == null ? asked : named);
    }
    // It has no such member, and still runs the version that stands behind the name.
    return named != null && operation.equals("InvokeAsync")
        ? target.name() + ":" + named
        : target.name();
  }

  private String arn(Resource resource) {
    return resource.equals(Resource.ANY) ? "*" : account.lambdaArn(resource.toString());
  }
}
