package dev.tripline.dispatcher.lambdaapi.wire;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.function.NamedResources;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The members of a request or of an object in one.
///
/// @param payload `true` if the body of the request is one member as it is, instead of a document of
///     members
public record Shape(List<Member> members, boolean payload) {
  /// Of requests whose operation has no limit of its own, in bytes.
  public static final int BODY_LIMIT = 6 * 1024 * 1024;

  public Shape {
    members = List.copyOf(members);
  }

  /// Whether the query may have a member of that name.
  public boolean hasQuery(String wireName) {
    return members.stream()
        .anyMatch(
            member -> member.place() == Member.Place.QUERY && member.wireName().equals(wireName));
  }

  /// Makes an operation of a function that handles a checked request.
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
      ObjectNode values =
          payload ? JsonNodeFactory.instance.objectNode() : call.members(bodyLimit, tooLarge);
      requireReach(call, values);
      for (Member member : members) {
        String name = member.wireName();
        switch (member.place()) {
          case PATH -> put(values, member, List.of(call.label(name)));
          case QUERY -> put(values, member, call.queries(name));
          case HEADER -> {
            String value = call.header(name);
            put(values, member, value == null ? List.of() : List.of(value));
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

  private static void requireReach(Call call, ObjectNode body) {
    Caller caller = call.caller();
    NamedResources.outOfReach(caller, body)
        .ifPresent(resource -> {
          throw new ApiException(
              ErrorType.ACCESS_DENIED,
              "User: %s is not authorized to use the resource: %s because no identity-based policy"
                      .formatted(caller == null ? "anonymous" : caller.arn(), resource)
                  + " allows it (its access is limited)");
        });
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

  /// A member outside of the body is there if it has a value there, whatever the body says.
  private static void put(ObjectNode values, Member member, List<String> found) {
    values.remove(member.name());
    if (found.isEmpty()) {
      return;
    }
    String first = found.getFirst();
    switch (member.type().kind()) {
      case LIST -> found.forEach(values.putArray(member.name())::add);
      case INTEGER -> values.put(member.name(), number(member.name(), first));
      case BOOLEAN -> values.put(member.name(), Boolean.parseBoolean(first));
      default -> values.put(member.name(), first);
    }
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ApiException(ErrorType.SERIALIZATION, "'" + text + "' is no number at " + name);
    }
  }
}
