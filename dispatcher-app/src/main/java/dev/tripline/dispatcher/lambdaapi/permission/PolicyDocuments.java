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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The policy of a function, version or alias as one document: the same one that AddPermission adds
/// statements to. Statements that nothing here would act on are refused.
public record PolicyDocuments(Parts parts, Policies policies) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> MEMBERS =
      Set.of("Sid", "Effect", "Principal", "Action", "Resource", "Condition");

  public void addTo(Routes routes) {
    routes.checked("PutResourcePolicy", this::put);
    routes.checked("GetResourcePolicy", this::get);
    routes.checked("DeleteResourcePolicy", this::delete);
  }

  private Answer get(Input input) {
    FunctionTarget target = target(input);
    PackageFunction function = parts.registry().function(target.name());
    ResourcePolicy policy = function == null ? null : FunctionPermissions.policy(function, target);
    if (policy == null) {
      throw none();
    }
    return Answer.json(200, Policies.view(policy));
  }

  private Answer put(Input input) {
    FunctionTarget target = target(input);
    if (FunctionTarget.LATEST.equals(target.qualifier())) {
      throw ApiException.invalid("We currently do not support adding policies for $LATEST.");
    }
    List<Statement> statements = statements(input.string("Policy"), parts.names().arn(target));
    PackageFunction changed =
        new Changes(parts)
            .change(
                target,
                function -> {
                  parts.names().version(function, target);
                  requireRevision(input, FunctionPermissions.policy(function, target));
                  ResourcePolicy policy = new ResourcePolicy(Changes.newId(), statements);
                  policies.requireShort(policy);
                  return function.withPolicy(FunctionPermissions.key(target), policy);
                });
    return Answer.json(
        200, Policies.view(Policies.orEmpty(FunctionPermissions.policy(changed, target))));
  }

  private Answer delete(Input input) {
    FunctionTarget target = target(input);
    if (parts.registry().function(target.name()) == null) {
      throw none();
    }
    new Changes(parts)
        .change(
            target,
            function -> {
              ResourcePolicy policy = FunctionPermissions.policy(function, target);
              if (policy == null) {
                throw none();
              }
              requireRevision(input, policy);
              return function.withPolicy(FunctionPermissions.key(target), null);
            });
    return Answer.empty(204);
  }

  private FunctionTarget target(Input input) {
    return parts.names().target(input.string("ResourceArn"), null);
  }

  private static void requireRevision(Input input, @Nullable ResourcePolicy policy) {
    Names.requireRevision(input, Policies.orEmpty(policy).revisionId(), "GetResourcePolicy");
  }

  private static ApiException none() {
    return ApiException.notFound("The resource you requested does not exist.");
  }

  /// Pure.
  ///
  /// @param resource the ARN that all statements must be about
  /// @throws ApiException if the text is no policy, or one that would not be acted on
  static List<Statement> statements(String text, String resource) {
    JsonNode document = read(text);
    JsonNode list = document.path("Statement");
    List<JsonNode> given = new ArrayList<>();
    if (list instanceof ArrayNode all) {
      all.forEach(given::add);
    } else {
      given.add(list);
    }
    List<Statement> statements = new ArrayList<>();
    Set<String> sids = new HashSet<>();
    for (JsonNode one : given) {
      if (!(one instanceof ObjectNode statement)) {
        throw invalid("Statement must be a list of objects");
      }
      ObjectNode checked = checked(statement, resource, "statement-" + (statements.size() + 1));
      String sid = checked.path("Sid").asString();
      if (!sids.add(sid)) {
        throw invalid("the statement id " + sid + " is there more than once");
      }
      statements.add(new Statement(sid, checked.toString()));
    }
    if (statements.isEmpty()) {
      throw invalid("there is no statement");
    }
    return List.copyOf(statements);
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException _) {
      throw invalid("it is not JSON");
    }
  }

  private static ObjectNode checked(ObjectNode statement, String resource, String sid) {
    for (String member : statement.propertyNames()) {
      if (!MEMBERS.contains(member)) {
        throw invalid("no statement here has the member " + member);
      }
    }
    ObjectNode checked = statement.objectNode();
    checked.put("Sid", statement.path("Sid").asString(sid));
    checked.put("Effect", text(statement, "Effect"));
    if (!checked.path("Effect").asString().equals("Allow")) {
      throw invalid("statements can only allow; what none of them allows is up to the roles");
    }
    checked.set("Principal", principal(statement.path("Principal")));
    checked.put("Action", text(statement, "Action"));
    checked.put("Resource", text(statement, "Resource"));
    if (!checked.path("Resource").asString().equals(resource)) {
      throw invalid("each statement must be about " + resource);
    }
    if (statement.has("Condition")) {
      if (!statement.path("Condition").isObject()) {
        throw invalid("a Condition must be an object");
      }
      checked.set("Condition", statement.path("Condition"));
    }
    return checked;
  }

  private static JsonNode principal(JsonNode principal) {
    boolean one =
        principal.size() == 1
            && (principal.path("AWS").isString() || principal.path("Service").isString());
    if (!one && !principal.asString("").equals("*")) {
      throw invalid("a Principal must be *, or an object with one text, AWS or Service");
    }
    return principal;
  }

  /// A text, or a list of one.
  private static String text(ObjectNode statement, String member) {
    JsonNode value = statement.path(member);
    JsonNode only = value.isArray() && value.size() == 1 ? value.path(0) : value;
    if (!only.isString()) {
      throw invalid(member + " must be one text; put further ones into statements of their own");
    }
    return only.stringValue();
  }

  private static ApiException invalid(String why) {
    return ApiException.invalid("The policy cannot be used: " + why + ".");
  }
}
