package dev.tripline.dispatcher.bus.api;

import dev.tripline.dispatcher.bus.BusArns;
import dev.tripline.dispatcher.bus.EventBus;
import dev.tripline.dispatcher.bus.EventPublisher;
import dev.tripline.dispatcher.idempotency.KeyedRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The members of a call, read with the limits of AWS's published model.
///
/// @param body the object that was sent
/// @param sender where it comes from
/// @param keyed the call with its idempotency key; null for none
/// @param content whether the caller sees content
record BusCall(
    ObjectNode body,
    BusArns arns,
    EventPublisher.Sender sender,
    @Nullable KeyedRequest keyed,
    boolean content) {
  static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]+");
  private static final Pattern BUS = Pattern.compile("[/.\\-_A-Za-z0-9]+");
  private static final int MAX_TAGS = 50;

  /// A part of a call.
  BusCall(ObjectNode body, BusArns arns) {
    this(body, arns, EventPublisher.Sender.UNKNOWN, null, false);
  }

  /// Refuses members that no operation here acts on.
  void requireOnly(String... members) {
    Set<String> known = Set.of(members);
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      if (!known.contains(member.getKey()) && !member.getValue().isNull()) {
        throw BusError.invalid(
            "The member " + member.getKey() + " is not supported by this event bus.");
      }
    }
  }

  boolean has(String member) {
    JsonNode value = body.get(member);
    return value != null && !value.isNull();
  }

  /// Null if it is missing.
  @Nullable String text(String member, int max) {
    if (!has(member)) {
      return null;
    }
    JsonNode value = body.path(member);
    if (!value.isString()) {
      throw BusError.of("SerializationException", member + " must be a string");
    }
    if (value.stringValue().length() > max) {
      throw tooLong(value.stringValue(), member, max);
    }
    return value.stringValue();
  }

  private static BusError tooLong(String value, String member, int max) {
    return constraint(value, member, "Member must have length less than or equal to " + max);
  }

  static BusError constraint(String value, String member, String rule) {
    String name = Character.toLowerCase(member.charAt(0)) + member.substring(1);
    return BusError.invalid(
        "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s"
            .formatted(value, name, rule));
  }

  String text(String member, int max, String otherwise) {
    String value = text(member, max);
    return value == null ? otherwise : value;
  }

  /// A text that must be there, and not empty.
  String required(String member, int max) {
    String value = text(member, max);
    if (value == null) {
      String name = Character.toLowerCase(member.charAt(0)) + member.substring(1);
      throw BusError.invalid(
          "1 validation error detected: Value null at '"
              + name
              + "' failed to satisfy constraint: Member must not be null");
    }
    if (value.isEmpty()) {
      throw constraint(value, member, "Member must have length greater than or equal to 1");
    }
    return value;
  }

  /// The name of a rule, a target, an archive or a replay.
  String name(String member, int max) {
    String value = required(member, max);
    if (!NAME.matcher(value).matches()) {
      throw constraint(
          value, member, "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
    }
    return value;
  }

  /// The bus that `EventBusName` names, by its name or ARN; the default bus if it is missing.
  String bus() {
    return has("EventBusName") ? bus("EventBusName") : EventBus.DEFAULT;
  }

  String bus(String member) {
    return busName(required(member, 1_600), member);
  }

  String busName(String nameOrArn, String member) {
    String name =
        arns.busName(nameOrArn)
            .orElseThrow(() -> BusError.notFound("Event bus " + nameOrArn + " does not exist."));
    if (name.length() > 256 || !BUS.matcher(name).matches()) {
      throw constraint(
          name, member, "Member must satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+");
    }
    return name;
  }

  /// Null if it is missing.
  @Nullable Integer integer(String member, int min, int max) {
    if (!has(member)) {
      return null;
    }
    JsonNode value = body.path(member);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw BusError.of("SerializationException", member + " must be a whole number");
    }
    if (value.intValue() < min) {
      throw constraint(
          value.asString(), member, "Member must have value greater than or equal to " + min);
    }
    if (value.intValue() > max) {
      throw constraint(
          value.asString(), member, "Member must have value less than or equal to " + max);
    }
    return value.intValue();
  }

  /// A time in seconds since 1970, with a fraction or without; null if it is missing.
  static @Nullable Instant time(@Nullable JsonNode value, String member) {
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isNumber()) {
      BigDecimal seconds = value.decimalValue();
      if (seconds.signum() >= 0 && seconds.compareTo(BigDecimal.valueOf(253_402_300_799L)) <= 0) {
        return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
      }
    }
    throw BusError.of(
        "SerializationException", member + " must be seconds from 1970 to the year 9999");
  }

  Instant requiredTime(String member) {
    Instant time = time(body.get(member), member);
    if (time == null) {
      throw BusError.invalid(member + " is a required argument.");
    }
    return time;
  }

  /// A list of objects of 1 to that many elements.
  List<ObjectNode> objects(String member, int max) {
    JsonNode value = body.path(member);
    List<ObjectNode> found = new ArrayList<>();
    for (JsonNode element : value) {
      if (!(element instanceof ObjectNode object)) {
        throw BusError.of("SerializationException", member + " must be a list of structures");
      }
      found.add(object);
    }
    requireSize(member, value, found.size(), max);
    return found;
  }

  /// A list of texts of 1 to that many elements.
  List<String> texts(String member, int max) {
    JsonNode value = body.path(member);
    List<String> found = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isString()) {
        throw BusError.of("SerializationException", member + " must be a list of strings");
      }
      found.add(element.stringValue());
    }
    requireSize(member, value, found.size(), max);
    return found;
  }

  private static void requireSize(String member, JsonNode value, int size, int max) {
    if (!value.isArray() || size == 0) {
      throw constraint("[]", member, "Member must have length greater than or equal to 1");
    }
    if (size > max) {
      throw constraint("[…]", member, "Member must have length less than or equal to " + max);
    }
  }

  /// The tags of `Tags`; none if it is missing.
  Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>();
    for (JsonNode tag : body.path("Tags")) {
      String key = tag.path("Key").asString("");
      String value = tag.path("Value").asString("");
      if (key.isEmpty() || key.length() > 128 || value.length() > 256 || key.startsWith("aws:")) {
        throw BusError.invalid(
            "A tag has a key of 1 to 128 characters, which does not begin with aws:, and a value of"
                + " at most 256.");
      }
      tags.put(key, value);
    }
    requireFew(tags);
    return tags;
  }

  static void requireFew(Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      throw BusError.invalid("At most " + MAX_TAGS + " tags are possible.");
    }
  }
}
