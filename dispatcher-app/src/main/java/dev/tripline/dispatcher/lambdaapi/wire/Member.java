package dev.tripline.dispatcher.lambdaapi.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One member of a request: its name, place, type and constraints.
///
/// @param name as in the API's reference, for instance `FunctionName`
/// @param nested the members of its object, if it is one
public record Member(
    String name,
    Place place,
    Kind kind,
    boolean required,
    List<Check> checks,
    @Nullable Shape nested) {

  /// The member's place in the request.
  enum Place {
    PATH,
    QUERY,
    BODY
  }

  /// The JSON type of a member.
  enum Kind {
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    LIST,
    MAP,
    OBJECT
  }

  public static Member path(String name, Check... checks) {
    return new Member(name, Place.PATH, Kind.STRING, true, List.of(checks), null);
  }

  public static Member query(String name, Check... checks) {
    return new Member(name, Place.QUERY, Kind.STRING, false, List.of(checks), null);
  }

  public static Member queryNumber(String name, Check... checks) {
    return new Member(name, Place.QUERY, Kind.INTEGER, false, List.of(checks), null);
  }

  public static Member pathNumber(String name) {
    return new Member(name, Place.PATH, Kind.INTEGER, true, List.of(), null);
  }

  public static Member string(String name, Check... checks) {
    return new Member(name, Place.BODY, Kind.STRING, false, List.of(checks), null);
  }

  public static Member integer(String name, Check... checks) {
    return new Member(name, Place.BODY, Kind.INTEGER, false, List.of(checks), null);
  }

  /// Of seconds since 1970 too, which may have fractions.
  public static Member number(String name) {
    return new Member(name, Place.BODY, Kind.NUMBER, false, List.of(), null);
  }

  public static Member flag(String name) {
    return new Member(name, Place.BODY, Kind.BOOLEAN, false, List.of(), null);
  }

  public static Member list(String name, Check... checks) {
    return new Member(name, Place.BODY, Kind.LIST, false, List.of(checks), null);
  }

  /// A list of objects, each with these members.
  public static Member objects(String name, Member... members) {
    return new Member(name, Place.BODY, Kind.LIST, false, List.of(), Shape.of(members));
  }

  public static Member map(String name, Check... checks) {
    return new Member(name, Place.BODY, Kind.MAP, false, List.of(checks), null);
  }

  public static Member object(String name, Member... members) {
    return new Member(name, Place.BODY, Kind.OBJECT, false, List.of(), Shape.of(members));
  }

  public Member must() {
    return new Member(name, place, kind, true, checks, nested);
  }

  /// Adds what this member violates, worded as AWS does.
  ///
  /// @param prefix the path of the object it stands in, with a dot at its end; empty at the top
  void check(@Nullable JsonNode value, String prefix, List<String> violations) {
    String path = prefix + Character.toLowerCase(name.charAt(0)) + name.substring(1);
    if (value == null || value.isNull()) {
      if (required) {
        violations.add(violation("null", path, "Member must not be null"));
      }
      return;
    }
    if (!fits(value)) {
      throw new ApiException(
          ErrorType.SERIALIZATION, value.getNodeType() + "_VALUE is not expected at " + path);
    }
    for (Check check : checks) {
      if (!check.holds().test(value)) {
        violations.add(violation("'" + text(value) + "'", path, check.text()));
      }
    }
    if (nested != null && kind == Kind.LIST) {
      for (int i = 0; i < value.size(); i++) {
        nested.check(value.path(i), path + "." + (i + 1) + ".member.", violations);
      }
    } else if (nested != null) {
      nested.check(value, path + ".", violations);
    }
  }

  private boolean fits(JsonNode value) {
    return switch (kind) {
      case STRING -> value.isString();
      case INTEGER -> value.isIntegralNumber() && value.canConvertToLong();
      case NUMBER -> value.isNumber();
      case BOOLEAN -> value.isBoolean();
      case LIST -> value.isArray();
      case MAP, OBJECT -> value.isObject();
    };
  }

  private static String violation(String value, String path, String text) {
    return "Value " + value + " at '" + path + "' failed to satisfy constraint: " + text;
  }

  private static String text(JsonNode value) {
    if (value.isArray()) {
      return value.valueStream().map(Member::text).toList().toString();
    }
    if (value.isObject()) {
      return "{"
          + String.join(
              ", ",
              value.properties().stream().map(e -> e.getKey() + "=" + text(e.getValue())).toList())
          + "}";
    }
    return value.asString();
  }
}
