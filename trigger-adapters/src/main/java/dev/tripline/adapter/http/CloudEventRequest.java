package dev.tripline.adapter.http;

import dev.tripline.spi.source.DedupKey;
import dev.tripline.spi.source.Event;
import java.net.URLDecoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// CloudEvents 1.0 over HTTP, in the binary, structured and batched content mode of its HTTP protocol
/// binding, with the JSON event format.
///
/// A function receives the structured form in JSON whatever mode the event came in. Pure; safe for
/// many threads.
public final class CloudEventRequest {
  private static final String STRUCTURED = "application/cloudevents";
  private static final String BATCH = "application/cloudevents-batch";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CloudEventRequest() {}

  /// The events of one request; a batch may be empty.
  ///
  /// @param headers by lower-case name
  /// @throws InvalidCloudEventException if any event is invalid; then none is to be accepted
  public static List<Event> parse(
      @Nullable String contentType, Map<String, String> headers, byte[] body)
      throws InvalidCloudEventException {
    String type = mediaType(contentType);
    if (type.startsWith(BATCH)) {
      requireJson(type, BATCH);
      return batch(body);
    }
    if (type.startsWith(STRUCTURED)) {
      requireJson(type, STRUCTURED);
      return List.of(structured("", read(body)));
    }
    return List.of(binary(contentType, type, headers, body));
  }

  private static void requireJson(String type, String mode) throws InvalidCloudEventException {
    if (!type.equals(mode + "+json")) {
      throw new InvalidCloudEventException(
          "Content-Type", "the only event format is JSON: " + mode + "+json");
    }
  }

  private static List<Event> batch(byte[] body) throws InvalidCloudEventException {
    if (!(read(body) instanceof ArrayNode array)) {
      throw new InvalidCloudEventException("", "a batch must be a JSON array");
    }
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      events.add(structured("[" + i + "].", Objects.requireNonNull(array.get(i))));
    }
    return events;
  }

  private static JsonNode read(byte[] body) throws InvalidCloudEventException {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      throw new InvalidCloudEventException(
          "", "the body is no valid JSON: " + e.getOriginalMessage());
    }
  }

  private static Event structured(String path, JsonNode node) throws InvalidCloudEventException {
    if (!(node instanceof ObjectNode object)) {
      throw new InvalidCloudEventException(
          path.replace(".", ""), "a structured event must be a JSON object");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      attribute(path, member.getKey(), member.getValue(), attributes);
    }
    CloudEventAttributes.validate(path, attributes);
    if (object.has("data") && object.has("data_base64")) {
      throw new InvalidCloudEventException(path + "data", "excludes data_base64");
    }
    return event(attributes, JSON.writeValueAsBytes(object));
  }

  private static void attribute(
      String path, String name, JsonNode value, Map<String, String> attributes)
      throws InvalidCloudEventException {
    switch (name) {
      case "data" -> {}
      case "data_base64" -> {
        if (!value.isString() || !isBase64(value.stringValue())) {
          throw new InvalidCloudEventException(path + name, "must be a string in base64");
        }
      }
      case String _ when value.isNull() -> {}
      case String _ when value.isString() -> attributes.put(name, value.stringValue());
      case String _ when !CloudEventAttributes.STANDARD.contains(name) && value.isBoolean() ->
          attributes.put(name, value.asString());
      case String _ when !CloudEventAttributes.STANDARD.contains(name) && isInteger(value) ->
          attributes.put(name, value.asString());
      case String _ ->
          throw new InvalidCloudEventException(
              path + name, "must be a string; extension attributes also a boolean or an integer");
    }
  }

  private static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToInt();
  }

  private static boolean isBase64(String text) {
    try {
      java.util.Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static Event binary(
      @Nullable String contentType, String type, Map<String, String> headers, byte[] body)
      throws InvalidCloudEventException {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : headers.entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("ce-")) {
        attributes.put(name.substring(3), percentDecoded(header.getKey(), header.getValue()));
      }
    }
    if (!attributes.containsKey("specversion")) {
      throw new InvalidCloudEventException(
          "Content-Type",
          "neither a structured event (application/cloudevents+json), nor a batch"
              + " (application/cloudevents-batch+json), nor a binary one (header ce-specversion)");
    }
    if (contentType != null && !contentType.isBlank()) {
      attributes.put("datacontenttype", contentType);
    }
    CloudEventAttributes.validate("", attributes);
    ObjectNode object = JSON.createObjectNode();
    attributes.forEach(object::put);
    if (body.length > 0) {
      data(object, type, body);
    }
    return event(attributes, JSON.writeValueAsBytes(object));
  }

  private static void data(ObjectNode object, String type, byte[] body)
      throws InvalidCloudEventException {
    if (type.isEmpty() || type.endsWith("/json") || type.endsWith("+json")) {
      object.set("data", read(body));
      return;
    }
    if (type.startsWith("text/") || type.endsWith("+xml") || type.endsWith("/xml")) {
      try {
        object.put(
            "data",
            StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(body)).toString());
        return;
      } catch (CharacterCodingException _) {
        // Text in another character set keeps its bytes.
      }
    }
    object.put("data_base64", body);
  }

  private static String percentDecoded(String header, String value)
      throws InvalidCloudEventException {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new InvalidCloudEventException(header, "is not percent-encoded correctly");
    }
  }

  private static Event event(Map<String, String> attributes, byte[] payload) {
    Map<String, String> extensions = new LinkedHashMap<>(attributes);
    extensions.keySet().removeAll(CloudEventAttributes.STANDARD);
    String id = Objects.requireNonNull(attributes.get("id"));
    String source = Objects.requireNonNull(attributes.get("source"));
    String time = attributes.get("time");
    var parsed = time == null ? null : CloudEventAttributes.parseTime(time);
    return new Event(
        id,
        source,
        Objects.requireNonNull(attributes.get("type")),
        attributes.get("subject"),
        parsed == null ? null : parsed.toInstant(),
        attributes.get("datacontenttype"),
        extensions,
        payload,
        dedupKey(source, id));
  }

  /// CloudEvents demands that `source` and `id` together are unique: a producer that sends both again
  /// means the same event.
  private static String dedupKey(String source, String id) {
    return DedupKey.of(source.length() + "\n" + source + id);
  }

  private static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
