package dev.tripline.adapter.sns;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A message as SNS posts it, before anything of it is believed.
///
/// @param members its texts by name
record SnsMessage(
    Type type, Map<String, String> members, Map<String, MessageAttribute> attributes) {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxStringLength(2_000_000)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// The sorts of messages.
  enum Type {
    NOTIFICATION("Notification"),
    SUBSCRIPTION("SubscriptionConfirmation"),
    UNSUBSCRIPTION("UnsubscribeConfirmation");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /// The members that signatures cover, in the order in which they do.
    private List<String> signed() {
      return this == NOTIFICATION
          ? List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
          : List.of(
              "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");
    }

    private static @Nullable Type of(String word) {
      for (Type type : values()) {
        if (type.word.equals(word)) {
          return type;
        }
      }
      return null;
    }

    /// As messages have it.
    String word() {
      return word;
    }
  }

  /// @throws InvalidMessageException if it has not the form of any
  static SnsMessage parse(byte[] body) throws InvalidMessageException {
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JacksonException e) {
      throw new InvalidMessageException("the body is no valid JSON: " + e.getOriginalMessage());
    }
    if (!(json instanceof ObjectNode object)) {
      throw new InvalidMessageException("the body is no JSON object");
    }
    Map<String, String> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (member.getValue().isString()) {
        members.put(member.getKey(), member.getValue().stringValue());
      }
    }
    Type type = Type.of(members.getOrDefault("Type", ""));
    if (type == null) {
      throw new InvalidMessageException("Type is none of a message of SNS");
    }
    for (String name : type.signed()) {
      if (!name.equals("Subject") && members.getOrDefault(name, "").isEmpty()) {
        throw new InvalidMessageException(name + " is missing");
      }
    }
    for (String name : List.of("SignatureVersion", "Signature", "SigningCertURL")) {
      if (members.getOrDefault(name, "").isEmpty()) {
        throw new InvalidMessageException(name + " is missing");
      }
    }
    return new SnsMessage(type, members, attributes(object.path("MessageAttributes")));
  }

  private static Map<String, MessageAttribute> attributes(JsonNode json)
      throws InvalidMessageException {
    Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      JsonNode type = entry.getValue().path("Type");
      JsonNode value = entry.getValue().path("Value");
      if (!type.isString() || !value.isString()) {
        throw new InvalidMessageException(
            "the attribute " + entry.getKey() + " has no Type or no Value");
      }
      attributes.put(entry.getKey(), new MessageAttribute(type.stringValue(), value.stringValue()));
    }
    return attributes;
  }

  /// Empty if it is missing.
  String text(String name) {
    return members.getOrDefault(name, "");
  }

  /// The text that SNS has signed: names and values of the members, each in a line.
  String signedText() {
    StringBuilder text = new StringBuilder();
    for (String name : type.signed()) {
      String value = members.get(name);
      if (value != null) {
        text.append(name).append('\n').append(value).append('\n');
      }
    }
    return text.toString();
  }

  /// @throws InvalidMessageException if it is none
  Instant time() throws InvalidMessageException {
    try {
      return Instant.parse(text("Timestamp"));
    } catch (DateTimeException _) {
      throw new InvalidMessageException("Timestamp is no time");
    }
  }

  /// As it was published.
  TopicMessage published() throws InvalidMessageException {
    return new TopicMessage(
        text("MessageId"),
        text("TopicArn"),
        members.get("Subject"),
        text("Message"),
        time(),
        attributes);
  }
}
