package dev.tripline.dispatcher.deadletter;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.retry.payload.JsonCheck;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A place in a payload: a JSON Pointer (RFC 6901), in which `*` stands for any member or element, and which
/// leads on into strings that hold JSON, as the bodies of queues do. Pure.
///
/// @param steps names and indexes
public record PayloadPath(List<String> steps) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ANY = "*";
  private static final int LONGEST = 500;
  private static final int MOST_STEPS = 32;

  public PayloadPath {
    steps = List.copyOf(steps);
  }

  /// @param field that has it
  /// @throws ApiProblem if it is no pointer
  public static PayloadPath of(String field, String pointer) {
    String[] parts = pointer.split("/", -1);
    if (!pointer.startsWith("/") || pointer.length() > LONGEST || parts.length > MOST_STEPS + 1) {
      throw ApiProblem.invalid(
          field,
          "a JSON Pointer such as /detail/id or /Records/*/body/id is expected, of %d steps and %d characters at most"
              .formatted(MOST_STEPS, LONGEST));
    }
    List<String> steps = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      steps.add(parts[i].replace("~1", "/").replace("~0", "~"));
    }
    return new PayloadPath(steps);
  }

  /// Whether it leads to such a value; in what is not JSON it leads to nothing.
  ///
  /// @param value as text; null for any value
  public boolean leadsTo(byte[] payload, @Nullable String value) {
    JsonNode root = read(payload);
    return root != null && leadsTo(root, value);
  }

  /// As [#leadsTo(byte[], String)], of a payload that was read already.
  boolean leadsTo(JsonNode root, @Nullable String value) {
    return any(root, 0, found -> value == null || isValue(found, value));
  }

  private static @Nullable JsonNode read(byte[] content) {
    if (!JsonCheck.isJson(content)) {
      return null;
    }
    try {
      return JSON.readTree(content);
    } catch (JacksonException _) { // a number that is too long for a tree
      return null;
    }
  }

  private boolean any(JsonNode node, int step, Predicate<JsonNode> wanted) {
    if (step == steps.size()) {
      return wanted.test(node);
    }
    String name = steps.get(step);
    if (node.isString()) {
      JsonNode inside = inside(node.asString());
      return inside != null && any(inside, step, wanted);
    }
    if (name.equals(ANY) && node.isContainer() && !node.has(ANY)) {
      for (JsonNode child : node) {
        if (any(child, step + 1, wanted)) {
          return true;
        }
      }
      return false;
    }
    JsonNode child = node.isArray() ? element(node, name) : node.get(name);
    return child != null && any(child, step + 1, wanted);
  }

  private static @Nullable JsonNode element(JsonNode array, String index) {
    return index.matches("0|[1-9]\\d{0,8}") ? array.get(Integer.parseInt(index)) : null;
  }

  private static @Nullable JsonNode inside(String text) {
    String begin = text.stripLeading();
    return begin.startsWith("{") || begin.startsWith("[")
        ? read(text.getBytes(StandardCharsets.UTF_8))
        : null;
  }

  private static boolean isValue(JsonNode found, String value) {
    if (found.isNumber()) {
      return isNumber(found.decimalValue(), value);
    }
    String text = found.isNull() ? "null" : found.asString("");
    return !found.isContainer() && text.equals(value);
  }

  private static boolean isNumber(BigDecimal found, String value) {
    try {
      return value.length() <= 50 && new BigDecimal(value).compareTo(found) == 0;
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
