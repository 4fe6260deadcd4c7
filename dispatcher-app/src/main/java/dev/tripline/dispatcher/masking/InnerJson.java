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
/// @param tree an object, an array, or a string that may hold JSON again; null if it looks like JSON and cannot
///     be read as one value with each name once, or is too deep: nobody knows what is in it
/// @param base64 of one that is too deep too
record InnerJson(@Nullable JsonNode tree, boolean base64) {
  /// What base64 of '{', '[', '"', a blank or a byte order mark begins with.
  private static final String BASE64_BEGINS = "eWICD7";

  private static final InnerJson TOO_DEEP = new InnerJson(null, true);

  /// Null if the string holds none.
  ///
  /// @param opens whether it is not too deep
  static @Nullable InnerJson of(String text, boolean opens) {
    char begin = begin(text);
    if (begin != 0) {
      return of(text.getBytes(StandardCharsets.UTF_8), begin, false, opens);
    }
    if (text.isEmpty() || BASE64_BEGINS.indexOf(text.charAt(0)) < 0) {
      return null;
    }
    byte[] content;
    try {
      content = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
    char inside = begin(new String(content, StandardCharsets.UTF_8));
    return inside == 0 ? null : of(content, inside, true, opens);
  }

  private static @Nullable InnerJson of(byte[] content, char begin, boolean base64, boolean opens) {
    if (!opens) {
      return TOO_DEEP;
    }
    JsonNode tree = read(content);
    // A text that begins with a quotation mark is not JSON for that.
    return tree == null && begin == '"' ? null : new InnerJson(tree, base64);
  }

  /// What JSON begins with that may have values in it; 0 if it is none.
  private static char begin(String text) {
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      if (one == '{' || one == '[' || one == '"') {
        return one;
      }
      if (one != '\uFEFF' && !Character.isWhitespace(one)) {
        return 0;
      }
    }
    return 0;
  }

  /// Whether nobody knows what is in it, and its text does not show that either.
  boolean isOpaque() {
    return tree == null && base64;
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
