package dev.tripline.delivery.bus;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NumericNode;

/// The place of a value in an event: `$.detail.orders[0].id`, or `$` for the whole. Names in brackets,
/// `$['detail-type']`, are possible. Where several values are wanted, `$.detail.orders[*].id` finds one
/// in each element and `$.detail.*` all members.
///
/// @param text as it was given
/// @param steps names, numbers, and [#EACH]
public record EventPath(String text, List<Object> steps) {
  private static final int MAX_CHARACTERS = 256;

  /// The step to every element or member.
  private static final Boolean EACH = Boolean.TRUE;

  /// Beginnings of keys that are no texts of events.
  private static final List<String> MADE = List.of("sha256:", "number:", "boolean:");

  /// An index of the store takes no long ones.
  private static final int MAX_KEY = 256;

  public EventPath {
    steps = List.copyOf(steps);
  }

  /// The place of one value.
  ///
  /// @throws InvalidRuleException if it is none
  public static EventPath parse(String text) {
    EventPath path = ofAny(text);
    if (path.steps.contains(EACH)) {
      throw malformed(text);
    }
    return path;
  }

  /// The place of one value or of several.
  ///
  /// @throws InvalidRuleException if it is none
  public static EventPath ofAny(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new InvalidRuleException(
          "a path has at most " + MAX_CHARACTERS + " characters, not " + text.length());
    }
    if (!text.startsWith("$")) {
      throw new InvalidRuleException("a path begins with $, unlike " + text);
    }
    List<Object> steps = new ArrayList<>();
    int at = 1;
    while (at < text.length()) {
      at =
          switch (text.charAt(at)) {
            case '.' -> name(text, at + 1, steps);
            case '[' -> bracket(text, at + 1, steps);
            default -> throw malformed(text);
          };
    }
    return new EventPath(text, steps);
  }

  private static int name(String text, int from, List<Object> steps) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
      end++;
    }
    String name = text.substring(from, end);
    if (name.equals("*")) {
      steps.add(EACH);
      return end;
    }
    if (name.isEmpty() || name.contains("*") || name.contains("]")) {
      throw malformed(text);
    }
    steps.add(name);
    return end;
  }

  private static int bracket(String text, int from, List<Object> steps) {
    int end = text.indexOf(']', from);
    if (end < 0) {
      throw malformed(text);
    }
    String inside = text.substring(from, end);
    if (inside.matches("\\d{1,9}")) {
      steps.add(Integer.valueOf(inside));
    } else if (inside.equals("*")) {
      steps.add(EACH);
    } else if (inside.length() > 2 && inside.matches("'[^'*]+'|\"[^\"*]+\"")) {
      steps.add(inside.substring(1, inside.length() - 1));
    } else {
      throw malformed(text);
    }
    return end + 1;
  }

  private static InvalidRuleException malformed(String text) {
    return new InvalidRuleException("a path looks like $.detail.items[0].id, unlike " + text);
  }

  /// The text, number or truth at that place as text, so that equal values, and no others, have equal
  /// keys; of a long text its hash. Null if there is none.
  public @Nullable String key(BusEvent event) {
    JsonNode found = find(event.tree());
    if (found == null || found.isContainer() || found.isNull()) {
      return null;
    }
    String key =
        switch (found) {
          case NumericNode number ->
              "number:" + number.decimalValue().stripTrailingZeros().toString();
          case BooleanNode truth -> "boolean:" + truth.booleanValue();
          default -> text(found.asString());
        };
    return key.length() > MAX_KEY ? "sha256:" + hash(key) : key;
  }

  /// A text that looks like a key of another kind is hashed.
  private static String text(String text) {
    return MADE.stream().anyMatch(text::startsWith) ? "sha256:" + hash(text) : text;
  }

  private static String hash(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Of a place of several values an array of those that there are. Null if there is nothing.
  @Nullable JsonNode find(JsonNode event) {
    List<JsonNode> at = List.of(event);
    for (Object step : steps) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode one : at) {
        follow(step, one, next);
      }
      if (next.isEmpty()) {
        return null;
      }
      at = next;
    }
    return steps.contains(EACH) ? JsonNodeFactory.instance.arrayNode().addAll(at) : at.getFirst();
  }

  private static void follow(Object step, JsonNode from, List<JsonNode> found) {
    JsonNode next = null;
    switch (step) {
      case Integer index when from.isArray() -> next = from.get(index);
      case String name when from.isObject() -> next = from.get(name);
      case Boolean _ when from.isContainer() -> found.addAll(from.values());
      default -> {
        // a value of another form has no such place
      }
    }
    if (next != null) {
      found.add(next);
    }
  }
}
