package dev.tripline.runtime.pool;

import dev.tripline.spi.invocation.InvocationRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The status line and headers with which an event is handed to a runtime.
final class EventHead {
  /// Under which a function finds, in its client context, the number of a repeated attempt.
  private static final String ATTEMPT = "tripline-attempt";

  private static final JsonMapper JSON = JsonMapper.shared();

  private EventHead() {}

  /// @param deadlineMillis of the epoch
  /// @param trace the trace header
  static String of(InvocationRequest request, String arn, long deadlineMillis, String trace) {
    StringBuilder head =
        new StringBuilder(512)
            .append("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
            .append("Lambda-Runtime-Aws-Request-Id: ")
            .append(oneLine(request.requestId()))
            .append("\r\nLambda-Runtime-Deadline-Ms: ")
            .append(deadlineMillis)
            .append("\r\nLambda-Runtime-Invoked-Function-Arn: ")
            .append(oneLine(arn))
            .append("\r\nLambda-Runtime-Trace-Id: ")
            .append(trace)
            .append("\r\n");
    String tenant = request.origin().tenantId();
    if (tenant != null) {
      head.append("Lambda-Runtime-Aws-Tenant-Id: ").append(oneLine(tenant)).append("\r\n");
    }
    String context = clientContext(request);
    if (context != null) {
      head.append("Lambda-Runtime-Client-Context: ").append(context).append("\r\n");
    }
    return head.toString();
  }

  /// As JSON on one line; callers send it as base64.
  private static @Nullable String clientContext(InvocationRequest request) {
    String given = request.clientContext();
    String context = given == null || given.isEmpty() ? null : decoded(given);
    return request.attempt() == 1
        ? (context == null ? null : oneLine(context))
        : withAttempt(context, request.attempt());
  }

  private static @Nullable String withAttempt(@Nullable String context, int attempt) {
    try {
      JsonNode parsed = context == null ? JSON.createObjectNode() : JSON.readTree(context);
      if (parsed instanceof ObjectNode object) {
        ObjectNode custom =
            object.get("custom") instanceof ObjectNode present
                ? present
                : object.putObject("custom");
        custom.put(ATTEMPT, Integer.toString(attempt));
        return JSON.writeValueAsString(object);
      }
    } catch (JacksonException _) {
      // the context is no JSON: the function gets it as it is, and no attempt
    }
    return context == null ? null : oneLine(context);
  }

  private static String decoded(String context) {
    try {
      return new String(Base64.getDecoder().decode(context), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return context;
    }
  }

  private static String oneLine(String text) {
    return text.indexOf('\r') < 0 && text.indexOf('\n') < 0
        ? text
        : text.replace('\r', ' ').replace('\n', ' ');
  }
}
