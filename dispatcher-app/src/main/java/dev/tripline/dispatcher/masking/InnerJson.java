package dev.tripline.dispatcher.masking;

import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.retry.payload.JsonCheck;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// JSON that a string holds, as it is or in base64, as the bodies and values of queues and streams do.
///
/// @param tree an object or an array
record InnerJson(JsonNode tree, boolean base64) {

  /// Null if the string holds none.
  static @Nullable InnerJson of(String text) {
    String begin = text.stripLeading();
    if (isBegin(begin)) {
      JsonNode tree = read(text.getBytes(StandardCharsets.UTF_8));
      return tree == null ? null : new InnerJson(tree, false);
    }
    // As '{' and '[' begin in base64.
    if (!begin.startsWith("e") && !begin.startsWith("W")) {
      return null;
    }
    byte[] content;
    try {
      content = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
    JsonNode tree =
        isBegin(new String(content, StandardCharsets.UTF_8).stripLeading()) ? read(content) : null;
    return tree == null ? null : new InnerJson(tree, true);
  }

  private static boolean isBegin(String text) {
    return text.startsWith("{") || text.startsWith("[");
  }

  /// The string with another tree in it.
  StringNode with(JsonNode other) {
    String text = other.toString();
    return StringNode.valueOf(
        base64 ? Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) : text);
  }

  /// Null if it is no JSON, or none that fits in a tree.
  static @Nullable JsonNode read(byte[] content) {
    if (!JsonCheck.isJson(content)) {
      return null;
    }
    try {
      return StrictJson.exact(new String(content, StandardCharsets.UTF_8));
    } catch (
        JacksonException _) { // a number that is too long for a tree, or a name that comes twice
      return null;
    }
  }
}
