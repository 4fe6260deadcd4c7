package dev.tripline.dispatcher.lambdaapi.permission;

import dev.tripline.dispatcher.function.registry.ResourcePolicy;
import dev.tripline.dispatcher.lambdaapi.function.Changes;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Resource policies as the API shows and changes them.
///
/// @param limit the most characters that one may have
public record Policies(int limit) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public static ResourcePolicy orEmpty(@Nullable ResourcePolicy policy) {
    return policy == null ? new ResourcePolicy("", List.of()) : policy;
  }

  /// @throws ApiException if it is longer than any may be
  public ResourcePolicy requireShort(ResourcePolicy policy) {
    int size = document(policy).length();
    if (size > limit) {
      throw new ApiException(
          ErrorType.POLICY_LENGTH_EXCEEDED,
          "The final policy size (" + size + ") is bigger than the limit (" + limit + ").");
    }
    return policy;
  }

  public static ApiException duplicate(String sid) {
    return ApiException.conflict(
        "The statement id ("
            + sid
            + ") provided already exists. Please provide a new statement id, or remove the existing"
            + " statement.");
  }

  /// The policy without a statement; null if it was the last.
  public static @Nullable ResourcePolicy without(ResourcePolicy policy, String sid) {
    if (policy.find(sid).isEmpty()) {
      throw ApiException.notFound("Statement " + sid + " is not found in resource policy.");
    }
    ResourcePolicy rest = policy.minus(sid, Changes.newId());
    return rest.statements().isEmpty() ? null : rest;
  }

  public static void addPrincipal(ObjectNode statement, String principal) {
    if (principal.equals("*")) {
      statement.put("Principal", "*");
    } else if (principal.matches("\\d{12}")) {
      statement.putObject("Principal").put("AWS", "arn:aws:iam::" + principal + ":root");
    } else if (principal.startsWith("arn:")) {
      statement.putObject("Principal").put("AWS", principal);
    } else {
      statement.putObject("Principal").put("Service", principal);
    }
  }

  private static String document(ResourcePolicy policy) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("Version", "2012-10-17").put("Id", "default");
    ArrayNode statements = document.putArray("Statement");
    policy.statements().forEach(statement -> statements.add(JSON.readTree(statement.json())));
    return document.toString();
  }

  public static ObjectNode view(ResourcePolicy policy) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("Policy", document(policy))
        .put("RevisionId", policy.revisionId());
  }
}
