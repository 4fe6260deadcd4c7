package dev.tripline.dispatcher.lambdaapi.wire;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One member of a request or of an object in one: its name, place, type and constraints.
///
/// @param name as in the API's reference, for instance `FunctionName`
/// @param wireName its name in path, query or headers
/// @param sensitive the value must not be shown
/// @param nested the members of its object, or of the objects in its list
record Member(
    String name,
    String wireName,
    Place place,
    Type type,
    boolean required,
    boolean sensitive,
    List<Check> checks,
    @Nullable Shape nested) {

  /// The member's place in the request.
  enum Place {
    PATH,
    QUERY,
    HEADER,
    BODY
  }

  /// The JSON type of a value.
  enum Kind {
    STRING,
    INTEGER,
    NUMBER,
    /// Seconds since 1970, which may have fractions.
    TIME,
    BOOLEAN,
    LIST,
    MAP,
    OBJECT;

    boolean fits(JsonNode value) {
      return switch (this) {
        case STRING -> value.isString();
        case INTEGER -> value.isIntegralNumber() && value.canConvertToLong();
        case NUMBER, TIME -> value.isNumber();
        case BOOLEAN -> value.isBoolean();
        case LIST -> value.isArray();
        case MAP, OBJECT -> value.isObject();
      };
    }
  }

  /// @param elements the kind of a list's elements or a map's values
  record Type(Kind kind, @Nullable Kind elements) {}

  /// Adds the violations of this member, worded as AWS does.
  ///
  /// @param prefix the path of the object it stands in, with a dot at its end; empty at the top
  /// @throws ApiException if the value, or a part of it, is of another type
  void check(@Nullable JsonNode value, String prefix, List<String> violations) {
    String path = prefix + Character.toLowerCase(name.charAt(0)) + name.substring(1);
    if (value == null || value.isNull()) {
      if (required) {
        violations.add(violation(" null", path, "Member must not be null"));
      }
      return;
    }
    requireType(value, path);
    for (Check check : checks) {
      if (!check.holds().test(value)) {
        String shown = sensitive ? "" : " '" + text(value, type.kind()) + "'";
        violations.add(violation(shown, path, check.text()));
      }
    }
    if (nested != null && type.kind() == Kind.LIST) {
      for (int i = 0; i < value.size(); i++) {
        nested.check(value.path(i), path + "." + (i + 1) + ".member.", violations);
      }
    } else if (nested != null) {
      nested.check(value, path + ".", violations);
    }
  }

  private void requireType(JsonNode value, String path) {
    requireKind(type.kind(), value, path);
    Kind elements = type.elements();
    if (elements != null) {
      for (JsonNode element : value.values()) {
        if (!element.isNull()) {
          requireKind(elements, element, path);
        }
      }
    }
  }

  private static void requireKind(Kind kind, JsonNode value, String path) {
    if (!kind.fits(value)) {
      throw new ApiException(
          ErrorType.SERIALIZATION, value.getNodeType() + "_VALUE is not expected at " + path);
    }
  }

  private static String violation(String value, String path, String text) {
    return "Value" + value + " at '" + path + "' failed to satisfy constraint: " + text;
  }

  private String text(JsonNode value, @Nullable Kind kind) {
    Kind inner = value.isContainer() && kind == type.kind() ? type.elements() : null;
    if (value.isArray()) {
      return value
          .valueStream()
          .map(element -> text(element, inner))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value.isObject()) {
      return value.properties().stream()
          .map(entry -> entry.getKey() + "=" + text(entry.getValue(), inner))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value.isNull()) {
      return "null";
    }
    return kind == Kind.NUMBER ? Double.toString(value.asDouble()) : value.asString();
  }
}
