package dev.tripline.dispatcher.function.trace;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.trace.InvocationSpan;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Spans in the JSON encoding of OTLP (OpenTelemetry protocol, "JSON Protobuf Encoding"), with the
/// attributes of OpenTelemetry's conventions for functions. Pure.
final class OtlpSpans {
  private static final int KIND_SERVER = 2;
  private static final int STATUS_ERROR = 2;

  private OtlpSpans() {}

  /// The body of one export. Each function version is a resource of its own.
  static byte[] json(List<InvocationSpan> spans) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode resources = body.putArray("resourceSpans");
    Map<String, ArrayNode> byVersion = new LinkedHashMap<>();
    for (InvocationSpan span : spans) {
      FunctionSpec function = span.function();
      byVersion
          .computeIfAbsent(
              function.functionName() + ":" + function.version(),
              _ -> resource(resources, function))
          .add(span(span));
    }
    return JsonMapper.shared().writeValueAsBytes(body);
  }

  private static ArrayNode resource(ArrayNode resources, FunctionSpec function) {
    ObjectNode resource = resources.addObject();
    ArrayNode attributes = resource.putObject("resource").putArray("attributes");
    attribute(attributes, "service.name", function.functionName());
    attribute(attributes, "faas.name", function.functionName());
    attribute(attributes, "faas.version", function.version());
    ObjectNode scope = resource.putArray("scopeSpans").addObject();
    scope.putObject("scope").put("name", "dev.tripline");
    return scope.putArray("spans");
  }

  private static ObjectNode span(InvocationSpan span) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("traceId", span.ids().trace());
    json.put("spanId", span.ids().span());
    json.put("name", span.function().functionName());
    json.put("kind", KIND_SERVER);
    json.put("startTimeUnixNano", nanos(span.startedAt()));
    json.put("endTimeUnixNano", nanos(span.startedAt().plus(span.duration())));
    ArrayNode attributes = json.putArray("attributes");
    attribute(attributes, "faas.invocation_id", span.requestId());
    attribute(attributes, "cloud.resource_id", span.arn());
    attributes
        .addObject()
        .put("key", "tripline.attempt")
        .putObject("value")
        .put("intValue", Integer.toString(span.attempt()));
    String type = span.errorType();
    if (type != null) {
      attribute(attributes, "error.type", type);
      json.putObject("status").put("code", STATUS_ERROR).put("message", span.errorMessage());
    }
    return json;
  }

  /// Numbers of 64 bits are strings in this encoding.
  private static String nanos(Instant instant) {
    return Long.toString(
        Math.addExact(
            Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano()));
  }

  private static void attribute(ArrayNode attributes, String key, String value) {
    attributes.addObject().put("key", key).putObject("value").put("stringValue", value);
  }
}
