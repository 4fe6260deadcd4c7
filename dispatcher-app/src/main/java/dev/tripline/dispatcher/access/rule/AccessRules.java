package dev.tripline.dispatcher.access.rule;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one place that decides. An operation without a rule is denied to everybody, so is a role that
/// its rule does not name. Pure but for the resource policies; safe for many threads.
public final class AccessRules {
  /// The metrics and details of this node's health.
  public static final String READ_ACTUATOR = "ReadActuator";

  /// A request to the address of a trigger.
  public static final String PUBLISH_EVENTS = "PublishEvents";

  /// Files that the dispatcher serves: the description of its API.
  public static final String READ_STATIC = "ReadStatic";

  /// A request to a function URL with a signature.
  public static final String INVOKE_URL = "InvokeFunctionUrl";

  private static final Map<String, Permission> RULES = rules();

  private final ResourcePolicies policies;

  public AccessRules(ResourcePolicies policies) {
    this.policies = policies;
  }

  /// The rule of an operation, of either face; null if there is none.
  public static @Nullable Permission rule(String operation) {
    return RULES.get(operation);
  }

  /// @param caller null if nobody proved to be one
  /// @param operation its name
  public Decision decide(@Nullable Caller caller, String operation, Resource resource) {
    Permission needed = RULES.get(operation);
    if (needed == null) {
      return new Decision.Denied(operation + " has no rule");
    }
    if (!needed.needsCaller()) {
      return new Decision.Allowed();
    }
    if (caller == null) {
      return new Decision.Denied("nobody is known to ask for it");
    }
    if (needed == Permission.SELF) {
      return new Decision.Allowed();
    }
    if (needed.includes(caller.role())
        && (OwnOperations.FOLLOW.contains(operation) || caller.mayTouch(resource))) {
      return new Decision.Allowed();
    }
    if (needed == Permission.PUBLISH && policies.allow(caller, operation, resource)) {
      return new Decision.Allowed();
    }
    return new Decision.Denied(
        needed.includes(caller.role())
            ? "its access is limited to " + String.join(", ", caller.resources())
            : "the role " + caller.role().word() + " does not include it");
  }

  private static Map<String, Permission> rules() {
    Map<String, Permission> rules = new HashMap<>();
    put(rules, Permission.READ, OwnOperations.READ);
    put(rules, Permission.FOLLOW, OwnOperations.FOLLOW);
    put(rules, Permission.PUBLISH, OwnOperations.PUBLISH);
    put(rules, Permission.OPERATE, OwnOperations.OPERATE);
    put(rules, Permission.ADMINISTER, OwnOperations.ADMINISTER);
    put(rules, Permission.SELF, OwnOperations.SELF);
    put(rules, Permission.LOGIN, OwnOperations.LOGIN);
    put(rules, Permission.READ, Set.of(READ_ACTUATOR, READ_STATIC));
    put(rules, Permission.PUBLISH, Set.of(INVOKE_URL));
    put(rules, Permission.SIGNED_URL, Set.of("DownloadPackage"));
    put(rules, Permission.READ, LambdaOperations.READ);
    put(rules, Permission.PUBLISH, LambdaOperations.PUBLISH);
    put(rules, Permission.OPERATE, LambdaOperations.OPERATE);
    put(rules, Permission.ADMINISTER, LambdaOperations.ADMINISTER);
    put(rules, Permission.READ, TopicOperations.READ);
    put(rules, Permission.PUBLISH, TopicOperations.PUBLISH);
    put(rules, Permission.OPERATE, TopicOperations.OPERATE);
    put(rules, Permission.READ, EventsOperations.READ);
    put(rules, Permission.PUBLISH, EventsOperations.PUBLISH);
    put(rules, Permission.OPERATE, EventsOperations.OPERATE);
    put(rules, Permission.READ, DocumentOperations.READ);
    put(rules, Permission.OPERATE, DocumentOperations.OPERATE);
    put(rules, Permission.SELF, DocumentOperations.SELF);
    return Map.copyOf(rules);
  }

  private static void put(
      Map<String, Permission> rules, Permission permission, Set<String> operations) {
    for (String operation : operations) {
      Permission before = rules.put(operation, permission);
      if (before != null && before != permission) {
        throw new IllegalStateException(operation + " has two rules");
      }
    }
  }
}
