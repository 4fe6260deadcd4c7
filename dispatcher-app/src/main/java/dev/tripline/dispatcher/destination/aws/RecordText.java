package dev.tripline.dispatcher.destination.aws;

import dev.tripline.dispatcher.destination.DestinationSender.Sent;
import dev.tripline.spi.store.OutboxMessage;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Messages as text with attributes, as queues and topics take them.
final class RecordText {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RecordText() {}

  /// An attribute.
  ///
  /// @param type `Number` for `ErrorCode`, `String` for others
  record Attribute(String type, String value) {}

  /// A message as it is sent.
  record Fitted(String body, Map<String, Attribute> attributes) {}

  /// The message if it fits, or the invocation record without its payloads if that fits (our own dead
  /// letter has them), or nothing.
  ///
  /// @param limit of bytes, attributes included
  static Optional<Fitted> within(int limit, OutboxMessage message) {
    Map<String, Attribute> attributes = attributes(message);
    int room = limit;
    for (Map.Entry<String, Attribute> attribute : attributes.entrySet()) {
      room -=
          attribute.getKey().length()
              + attribute.getValue().type().length()
              + attribute.getValue().value().getBytes(StandardCharsets.UTF_8).length;
    }
    byte[] body = message.body();
    if (body.length > room) {
      body = withoutPayloads(body);
    }
    return body.length > room
        ? Optional.empty()
        : Optional.of(new Fitted(new String(body, StandardCharsets.UTF_8), attributes));
  }

  static Sent tooLarge(int limit, OutboxMessage message) {
    return new Sent.Hopeless(
        "the message has %,d bytes, with its attributes %,d are possible"
            .formatted(message.body().length, limit));
  }

  /// Empty values are left out: neither service takes them.
  private static Map<String, Attribute> attributes(OutboxMessage message) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    message
        .headers()
        .forEach((name, value) -> {
          if (!value.isEmpty()) {
            String type = name.equals("ErrorCode") ? "Number" : "String";
            attributes.put(name, new Attribute(type, printable(value)));
          }
        });
    return attributes;
  }

  private static byte[] withoutPayloads(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      if (json instanceof ObjectNode record && record.has("requestContext")) {
        record.remove("requestPayload");
        record.remove("responsePayload");
        return JSON.writeValueAsBytes(record);
      }
    } catch (JacksonException e) {
      // No record then: it cannot be made smaller.
    }
    return body;
  }

  /// XML 1.0 has no control characters beside these three.
  private static String printable(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c ->
            result.appendCodePoint(
                c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 0xfffe) || c >= 0x10000
                    ? c
                    : ' '));
    return result.toString();
  }
}
