package dev.tripline.dispatcher.lambdaapi.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The members of a request or of an object in one.
public record Shape(List<Member> members) {
  private static final int BODY_LIMIT = 6 * 1024 * 1024;

  public static Shape of(Member... members) {
    return new Shape(List.of(members));
  }

  public Shape and(Member... more) {
    List<Member> all = new ArrayList<>(members);
    all.addAll(List.of(more));
    return new Shape(List.copyOf(all));
  }

  /// Makes an operation of what handles a checked request.
  public Operation then(Function<Input, Answer> handler) {
    return then(
        BODY_LIMIT,
        new ApiException(
            ErrorType.REQUEST_ENTITY_TOO_LARGE,
            "Request must be smaller than " + BODY_LIMIT + " bytes"),
        handler);
  }

  /// As [#then(Function)], with another limit of the body's size.
  public Operation then(int bodyLimit, ApiException tooLarge, Function<Input, Answer> handler) {
    return call -> {
      ObjectNode values = call.members(bodyLimit, tooLarge);
      for (Member member : members) {
        switch (member.place()) {
          case PATH -> put(values, member, call.label(member.name()));
          case QUERY -> {
            String value = call.query(member.name());
            values.remove(member.name());
            if (value != null) {
              put(values, member, value);
            }
          }
          case BODY -> {}
        }
      }
      require(values);
      return handler.apply(new Input(values, call));
    };
  }

  /// @throws ApiException that names all violated members
  public void require(ObjectNode values) {
    List<String> violations = new ArrayList<>();
    check(values, "", violations);
    if (!violations.isEmpty()) {
      throw validation(violations);
    }
  }

  private static ApiException validation(List<String> violations) {
    return new ApiException(
        ErrorType.VALIDATION,
        violations.size()
            + (violations.size() == 1 ? " validation error" : " validation errors")
            + " detected: "
            + String.join("; ", violations));
  }

  void check(JsonNode values, String prefix, List<String> violations) {
    for (Member member : members) {
      member.check(values.get(member.name()), prefix, violations);
    }
  }

  private static void put(ObjectNode values, Member member, String value) {
    if (member.kind() == Member.Kind.INTEGER) {
      try {
        values.put(member.name(), Long.parseLong(value));
      } catch (NumberFormatException e) {
        throw new ApiException(
            ErrorType.SERIALIZATION, "'" + value + "' is no number at " + member.name());
      }
    } else {
      values.put(member.name(), value);
    }
  }
}
