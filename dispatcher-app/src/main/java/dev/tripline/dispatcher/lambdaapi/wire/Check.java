package dev.tripline.dispatcher.lambdaapi.wire;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// One constraint of a member.
///
/// @param text the constraint in AWS's words
/// @param holds `true` for a value that satisfies it
public record Check(String text, Predicate<JsonNode> holds) {

  public static Check pattern(String regex) {
    Predicate<String> matches = Pattern.compile(regex).asMatchPredicate();
    return new Check(
        "Member must satisfy regular expression pattern: " + regex,
        value -> matches.test(value.asString()));
  }

  public static Check oneOf(String... values) {
    List<String> allowed = List.of(values);
    return new Check(
        "Member must satisfy enum value set: " + allowed,
        value -> allowed.contains(value.asString()));
  }

  /// For strings and lists.
  public static Check maxLength(int max) {
    return new Check(
        "Member must have length less than or equal to " + max, value -> length(value) <= max);
  }

  /// For strings and lists.
  public static Check minLength(int min) {
    return new Check(
        "Member must have length greater than or equal to " + min, value -> length(value) >= min);
  }

  public static Check atLeast(int min) {
    return new Check(
        "Member must have value greater than or equal to " + min, value -> value.asLong() >= min);
  }

  public static Check atMost(int max) {
    return new Check(
        "Member must have value less than or equal to " + max, value -> value.asLong() <= max);
  }

  public static Check atLeast(double min) {
    return new Check(
        "Member must have value greater than or equal to " + min, value -> value.asDouble() >= min);
  }

  public static Check atMost(double max) {
    return new Check(
        "Member must have value less than or equal to " + max, value -> value.asDouble() <= max);
  }

  /// Every element of a list must hold.
  public static Check each(Check... checks) {
    return new Check(
        "Member must satisfy constraint: " + texts(checks),
        list -> list.valueStream().allMatch(value -> allHold(value, checks)));
  }

  /// Every value of a map must hold.
  public static Check eachValue(Check... checks) {
    return new Check(
        "Map value must satisfy constraint: " + texts(checks),
        map -> map.valueStream().allMatch(value -> allHold(value, checks)));
  }

  /// Every key of a map must hold.
  public static Check eachKey(Check... checks) {
    return new Check(
        "Map keys must satisfy constraint: " + texts(checks),
        map ->
            map.propertyNames().stream().allMatch(key -> allHold(StringNode.valueOf(key), checks)));
  }

  private static boolean allHold(JsonNode value, Check... checks) {
    return !value.isNull() && Stream.of(checks).allMatch(check -> check.holds.test(value));
  }

  private static List<String> texts(Check... checks) {
    return Stream.concat(Stream.of(checks).map(Check::text), Stream.of("Member must not be null"))
        .toList();
  }

  private static int length(JsonNode value) {
    return value.isArray() ? value.size() : value.asString().length();
  }
}
