package dev.tripline.dispatcher.document;

import dev.tripline.dispatcher.access.rule.Caller;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.net.WWWFormCodec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// One call by the Query protocol.
///
/// @param values its parameters
/// @param caller null if nobody proved to be one
record QueryCall(Map<String, String> values, @Nullable Caller caller) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MOST_ELEMENTS = 50;

  static QueryCall of(byte[] body, @Nullable Caller caller) {
    Map<String, String> values = new LinkedHashMap<>();
    WWWFormCodec.parse(new String(body, StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        .forEach(
            pair -> values.put(pair.getName(), pair.getValue() == null ? "" : pair.getValue()));
    return new QueryCall(values, caller);
  }

  /// Empty if it was not given.
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /// @param pattern which all of the value must match
  /// @throws RefusedException if it does not
  String required(String name, String pattern) {
    String value = text(name);
    if (!value.matches(pattern)) {
      throw invalid("The specified value for " + name + " is invalid.");
    }
    return value;
  }

  /// A policy document.
  ///
  /// @throws RefusedException if it is no JSON object, or too long
  String document(String name, int most) {
    String document = text(name);
    try {
      if (document.length() <= most && JSON.readTree(document).isObject()) {
        return document;
      }
    } catch (JacksonException _) {
      // Refused below.
    }
    throw new RefusedException(
        400, "MalformedPolicyDocument", name + " is no JSON object of at most " + most + " bytes.");
  }

  /// The elements of a list, `NAME.member.1` and so on, or a part of each.
  ///
  /// @param part such as `.Key`; empty for the elements themselves
  List<String> list(String name, String part) {
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= MOST_ELEMENTS + 1; i++) {
      String value = values.get(name + ".member." + i + part);
      if (value == null) {
        return all;
      }
      all.add(value);
    }
    throw new RefusedException(
        409, "LimitExceeded", name + " has more than " + MOST_ELEMENTS + " elements.");
  }

  static RefusedException invalid(String message) {
    return new RefusedException(400, "ValidationError", message);
  }
}
