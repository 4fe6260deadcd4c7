package dev.tripline.dispatcher.masking;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// The values of one payload that were masked, and the texts that stand in their place. For one thread.
final class MaskedValues {
  static final String BEGIN = "\u27e6masked";
  static final String END = "\u27e7";
  static final String WHOLE = BEGIN + END;

  private final boolean places;
  private final Map<String, JsonNode> originals = new HashMap<>();
  private final Set<String> ambiguous = new HashSet<>();
  private final Set<JsonNode> tokens = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> texts = new LinkedHashSet<>();
  private final Set<String> pointers = new HashSet<>();
  private boolean knowsAll = true;

  /// @param places whether a text says where its value is, so that the value can be put back
  MaskedValues(boolean places) {
    this.places = places;
  }

  /// What stands in the place of a value; the value itself if there is nothing to hide.
  JsonNode mask(JsonNode value, Place at, MaskingRule.Way way) {
    if (isToken(value) || isNothing(value)) {
      return value;
    }
    collect(value, at);
    String pointer = places ? at.pointer() : null;
    String label = way.cuts() && value.isContainer() ? "" : way.label().apply(text(value));
    String text =
        BEGIN
            + (pointer == null || pointer.isEmpty() ? "" : " " + pointer)
            + (label.isEmpty() ? "" : " " + label)
            + END;
    if (pointer == null || originals.put(text, value) != null) {
      ambiguous.add(text);
    } else {
      pointers.add(pointer);
    }
    StringNode token = StringNode.valueOf(text);
    tokens.add(token);
    return token;
  }

  private static boolean isNothing(JsonNode value) {
    return value.isNull()
        || (value.isString() && value.asString().isEmpty())
        || (value.isContainer() && value.isEmpty());
  }

  /// The same for equal numbers, however they are written.
  private static String text(JsonNode value) {
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      return number.stripTrailingZeros().toString();
    }
    return value.isContainer() ? value.toString() : value.asString();
  }

  private void collect(JsonNode value, Place at) {
    if (value.isString()) {
      texts.add(value.asString());
      InnerJson inner = InnerJson.of(value.asString(), at.opens());
      JsonNode tree = inner == null ? null : inner.tree();
      if (tree != null) {
        collect(tree, at.inside());
      }
      knowsAll &= inner == null || tree != null;
    } else if (value.isNumber()) {
      texts.add(value.asString());
    } else if (value.isArray() && isBytes(value)) {
      byte[] bytes = new byte[value.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) value.get(i).intValue();
      }
      texts.add(new String(bytes, StandardCharsets.UTF_8));
    } else {
      value.forEach(child -> collect(child, at.of("")));
    }
  }

  /// As the values of Kafka's headers are written.
  private static boolean isBytes(JsonNode array) {
    for (JsonNode one : array) {
      if (!one.isInt() || one.intValue() < -128 || one.intValue() > 255) {
        return false;
      }
    }
    return true;
  }

  /// Whether it stands in the place of a value. One that was written into a string and read again does too.
  boolean isToken(JsonNode node) {
    if (tokens.contains(node)) {
      return true;
    }
    String text = node.isString() ? node.asString() : "";
    return originals.containsKey(text) || ambiguous.contains(text);
  }

  /// How often something was masked so far.
  int count() {
    return tokens.size();
  }

  /// What a text stands for; null if for nothing, or for several values.
  @Nullable JsonNode original(String text) {
    return ambiguous.contains(text) ? null : originals.get(text);
  }

  /// Whether a value at that place is masked, by itself or with what it is in.
  boolean covers(String pointer) {
    for (int end = pointer.length(); end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
      if (pointers.contains(pointer.substring(0, end))) {
        return true;
      }
      if (end == 0) {
        return false;
      }
    }
    return false;
  }

  /// Whether the texts are all that there are: what stands in JSON that cannot be read is not known.
  boolean knowsAll() {
    return knowsAll;
  }

  /// The masked values as texts.
  Set<String> texts() {
    return texts;
  }
}
