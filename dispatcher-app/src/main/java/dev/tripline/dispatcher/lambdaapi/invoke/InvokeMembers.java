package dev.tripline.dispatcher.lambdaapi.invoke;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Call;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Shape;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Checks the members of an invocation.
final class InvokeMembers {
  static final String TENANT = "X-Amz-Tenant-Id";
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int PLAIN_NAME = 64;
  private static final int CLIENT_CONTEXT_LIMIT = 3583;

  private InvokeMembers() {}

  /// @param shape what the operation's requests have
  /// @throws ApiException if one is not as it must be
  static void check(
      Shape shape, Call call, String name, @Nullable String qualifier, @Nullable String type) {
    String logType = call.header("X-Amz-Log-Type");
    String tenant = call.header(TENANT);
    if (type != null || qualifier != null || logType != null || tenant != null || !plain(name)) {
      ObjectNode values = JsonNodeFactory.instance.objectNode();
      values.put("FunctionName", name);
      values.put("Qualifier", qualifier);
      values.put("InvocationType", type);
      values.put("LogType", logType);
      values.put("TenantId", tenant);
      shape.require(values);
    }
    refuse(call, "X-Amz-Durable-Execution-Name", "Durable executions are");
    String context = call.header("X-Amz-Client-Context");
    if (context != null && context.length() > CLIENT_CONTEXT_LIMIT) {
      throw ApiException.invalid(
          "Client context must be no more than "
              + CLIENT_CONTEXT_LIMIT
              + " bytes when base64-encoded.");
    }
    if (context != null && !isJsonObject(context)) {
      throw new ApiException(
          ErrorType.INVALID_REQUEST_CONTENT,
          "Client context must be a valid Base64-encoded JSON object.");
    }
  }

  private static boolean isJsonObject(String base64) {
    try {
      return JSON.readTree(Base64.getDecoder().decode(base64)).isObject();
    } catch (IllegalArgumentException | JacksonException _) {
      return false;
    }
  }

  private static void refuse(Call call, String header, String what) {
    if (call.header(header) != null) {
      throw ApiException.invalid(what + " not offered yet.");
    }
  }

  private static boolean plain(String name) {
    if (name.length() > PLAIN_NAME) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean good =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      if (!good) {
        return false;
      }
    }
    return true;
  }
}
