package dev.tripline.dispatcher.topic.query;

import dev.tripline.adapter.sns.MessageAttribute;
import dev.tripline.adapter.sns.TopicMessage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a message from a request to publish it, or from an entry of a batch.
///
/// @param topicArn of the topic that it is for
/// @param now the time at which it is published
record MessageForm(String topicArn, Instant now) {
  /// Of text and attributes together.
  static final int MOST_BYTES = 262_144;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// A message, and the bytes that count against the limit.
  record Sized(TopicMessage message, long bytes) {}

  /// @param id of the message
  /// @throws TopicException if it is no message
  Sized read(QueryForm form, String id) {
    String given = form.text("Message");
    if (given.isEmpty()) {
      throw TopicException.invalid("Empty message");
    }
    refuseOrder(form);
    Map<String, MessageAttribute> attributes = attributes(form);
    long bytes = given.getBytes(StandardCharsets.UTF_8).length + size(attributes);
    if (bytes > MOST_BYTES) {
      throw TopicException.invalid("Message too long");
    }
    var message =
        new TopicMessage(
            id,
            topicArn,
            subject(form.optional("Subject")),
            text(given, form.text("MessageStructure")),
            now,
            attributes);
    return new Sized(message, bytes);
  }

  private static void refuseOrder(QueryForm form) {
    if (form.optional("MessageDeduplicationId") != null) {
      throw TopicException.invalid(
          "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter"
              + " that is not valid for this topic type");
    }
    if (form.optional("MessageGroupId") != null) {
      throw TopicException.invalid(
          "MessageGroupId Reason: The request includes MessageGroupId parameter that is not valid"
              + " for this topic type");
    }
  }

  private static @Nullable String subject(@Nullable String subject) {
    if (subject == null) {
      return null;
    }
    boolean fits =
        !subject.isBlank()
            && subject.length() <= 100
            && subject.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    if (!fits) {
      throw TopicException.invalid("Subject");
    }
    return subject;
  }

  /// The text for functions: of a message for several protocols, that for `lambda`, or the default one.
  private static String text(String given, String structure) {
    if (structure.isEmpty()) {
      return given;
    }
    if (!structure.equals("json")) {
      throw TopicException.invalid("MessageStructure");
    }
    JsonNode texts;
    try {
      texts = JSON.readTree(given);
    } catch (JacksonException e) {
      throw TopicException.invalid(
          "Message Structure - JSON message body failed to parse: " + e.getOriginalMessage());
    }
    if (!texts.path("default").isString()) {
      throw TopicException.invalid("Message Structure - No default entry in JSON message body");
    }
    JsonNode own = texts.path("lambda");
    return own.isString() ? own.stringValue() : texts.path("default").stringValue();
  }

  private static Map<String, MessageAttribute> attributes(QueryForm form) {
    Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
    for (QueryForm entry : form.list("MessageAttributes.entry")) {
      String name = entry.text("Name");
      if (!isName(name)) {
        throw invalidValue("Invalid attribute name: " + name);
      }
      if (attributes.put(name, attribute(name, entry)) != null) {
        throw invalidValue("The attribute " + name + " is there more than once");
      }
    }
    return attributes;
  }

  private static boolean isName(String name) {
    String lower = name.toLowerCase(java.util.Locale.ROOT);
    return name.matches("[A-Za-z0-9_.-]{1,256}")
        && !name.startsWith(".")
        && !name.endsWith(".")
        && !name.contains("..")
        && !lower.startsWith("aws.")
        && !lower.startsWith("amazon.");
  }

  private static MessageAttribute attribute(String name, QueryForm entry) {
    String type = entry.text("Value.DataType");
    String text = entry.text("Value.StringValue");
    String base = type.startsWith("String.Array") ? "String.Array" : type.split("\\.", 2)[0];
    switch (base) {
      case "String" -> requireValue(name, text);
      case "String.Array" -> requireArray(name, text);
      case "Number" -> requireNumber(name, text);
      case "Binary" -> {
        text = entry.text("Value.BinaryValue");
        requireBase64(name, text);
      }
      default ->
          throw invalidValue(
              "The message attribute '"
                  + name
                  + "' has an invalid message attribute type, the set"
                  + " of supported type prefixes is Binary, Number, and String.");
    }
    return new MessageAttribute(type, text);
  }

  private static void requireValue(String name, String text) {
    if (text.isEmpty()) {
      throw invalidValue(
          "The message attribute '" + name + "' must contain non-empty message attribute value.");
    }
  }

  private static void requireArray(String name, String text) {
    requireValue(name, text);
    try {
      if (JSON.readTree(text).isArray()) {
        return;
      }
    } catch (JacksonException _) {
      // Refused as what is no array.
    }
    throw invalidValue("The message attribute '" + name + "' is no array in JSON.");
  }

  private static void requireNumber(String name, String text) {
    requireValue(name, text);
    try {
      if (text.length() <= 100) {
        new BigDecimal(text.strip());
        return;
      }
    } catch (NumberFormatException _) {
      // Refused as what is no number.
    }
    throw invalidValue("Could not cast message attribute '" + name + "' value to number.");
  }

  private static void requireBase64(String name, String text) {
    requireValue(name, text);
    try {
      Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw invalidValue("The message attribute '" + name + "' is not in base64.");
    }
  }

  private static long size(Map<String, MessageAttribute> attributes) {
    long size = 0;
    for (Map.Entry<String, MessageAttribute> attribute : attributes.entrySet()) {
      size +=
          attribute.getKey().length()
              + attribute.getValue().type().length()
              + attribute.getValue().value().getBytes(StandardCharsets.UTF_8).length;
    }
    return size;
  }

  private static TopicException invalidValue(String message) {
    return new TopicException(TopicException.Code.INVALID_PARAMETER_VALUE, message);
  }
}
