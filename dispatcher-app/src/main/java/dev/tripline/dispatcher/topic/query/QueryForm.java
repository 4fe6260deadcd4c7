package dev.tripline.dispatcher.topic.query;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a request of the Query protocol: texts by names such as
/// `Attributes.entry.1.key`. Does not change.
final class QueryForm {
  private static final int MOST_PARAMETERS = 2_000;
  private static final int MOST_ELEMENTS = 500;

  private final Map<String, String> values;

  private QueryForm(Map<String, String> values) {
    this.values = values;
  }

  /// @throws TopicException if the body is no form, or has one name twice
  static QueryForm parse(byte[] body) {
    String text = utf8(body);
    Map<String, String> values = new LinkedHashMap<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('&', start);
      end = end < 0 ? text.length() : end;
      int equals = text.indexOf('=', start);
      if (end > start) {
        boolean named = equals >= 0 && equals < end;
        String name = decode(text.substring(start, named ? equals : end));
        String value = named ? decode(text.substring(equals + 1, end)) : "";
        if (values.put(name, value) != null) {
          throw malformed("the parameter " + name + " is there more than once");
        }
        if (values.size() > MOST_PARAMETERS) {
          throw malformed("more than " + MOST_PARAMETERS + " parameters");
        }
      }
      start = end + 1;
    }
    return new QueryForm(values);
  }

  /// Empty if it is missing.
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /// Null if it is missing.
  @Nullable String optional(String name) {
    return values.get(name);
  }

  /// @throws TopicException if it is missing or empty
  String required(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      throw new TopicException(
          TopicException.Code.INVALID_PARAMETER,
          "Invalid parameter: " + name + " Reason: no value for required parameter");
    }
    return value;
  }

  /// The elements of a list: `NAME.1`, `NAME.2` and so on, each with what is below it.
  List<QueryForm> list(String name) {
    List<QueryForm> elements = new ArrayList<>();
    for (int i = 1; ; i++) {
      QueryForm element = below(name + "." + i);
      if (element.values.isEmpty()) {
        return elements;
      }
      if (i > MOST_ELEMENTS) {
        throw malformed("more than " + MOST_ELEMENTS + " elements of " + name);
      }
      elements.add(element);
    }
  }

  /// A map of texts: `NAME.entry.1.key`, `NAME.entry.1.value` and so on.
  Map<String, String> entries(String name) {
    Map<String, String> entries = new LinkedHashMap<>();
    for (QueryForm entry : list(name + ".entry")) {
      entries.put(entry.text("key"), entry.text("value"));
    }
    return entries;
  }

  /// The value of an element that is a text.
  String own() {
    return text("");
  }

  private QueryForm below(String prefix) {
    Map<String, String> below = new LinkedHashMap<>();
    String dotted = prefix + ".";
    values.forEach((name, value) -> {
      if (name.startsWith(dotted)) {
        below.put(name.substring(dotted.length()), value);
      } else if (name.equals(prefix)) {
        below.put("", value);
      }
    });
    return new QueryForm(below);
  }

  private static String decode(String text) {
    byte[] bytes = new byte[text.length() * 3];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw malformed("a percent sign that encodes nothing");
        }
        bytes[length++] = (byte) (high * 16 + low);
        i += 2;
      } else if (c < 0x80) {
        bytes[length++] = (byte) (c == '+' ? ' ' : c);
      } else {
        throw malformed("a character that is not encoded");
      }
    }
    byte[] decoded = new byte[length];
    System.arraycopy(bytes, 0, decoded, 0, length);
    return utf8(decoded);
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw malformed("text that is not UTF-8");
    }
  }

  private static TopicException malformed(String why) {
    return new TopicException(TopicException.Code.MALFORMED, "The request's form has " + why);
  }
}
