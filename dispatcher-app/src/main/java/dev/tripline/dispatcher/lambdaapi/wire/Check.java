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
  private static final String PATTERN = "Member must satisfy regular expression pattern: ";

  public static Check pattern(String regex) {
    Predicate<String> matches = Pattern.compile(regex).asMatchPredicate();
    return new Check(
        PATTERN + regex, value -> value.isString() && matches.test(value.stringValue()));
  }

  public static Check oneOf(String... values) {
    List<String> allowed = List.of(values);
    return new Check(
        "Member must satisfy enum value set: " + allowed,
        value -> value.isString() && allowed.contains(value.stringValue()));
  }

  /// If this is a pattern, the same, which lets texts of one more form pass; violations are told in its
  /// own words all the same. Any other check stays.
  Check orPattern(String regex) {
    if (!text.startsWith(PATTERN)) {
      return this;
    }
    Check more = pattern(regex);
    return new Check(text, value -> holds.test(value) || more.holds.test(value));
  }

  /// For strings, lists and maps.
  public static Check maxLength(int max) {
    return new Check(
        "Member must have length less than or equal to " + max, value -> length(value) <= max);
  }

  /// For strings, lists and maps.
  public static Check minLength(int min) {
    return new Check(
        "Member must have length greater than or equal to " + min, value -> length(value) >= min);
  }

  public static Check atLeast(long min) {
    return new Check(
        "Member must have value greater than or equal to " + min, value -> value.asLong() >= min);
  }

  public static Check atMost(long max) {
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
  public static Check each(List<Check> checks) {
    return new Check(
        "Member must satisfy constraint: " + texts(checks),
        list -> list.valueStream().allMatch(value -> allHold(value, checks)));
  }

  /// Every value of a map must hold.
  public static Check eachValue(List<Check> checks) {
    return new Check(
        "Map value must satisfy constraint: " + texts(checks),
        map -> map.valueStream().allMatch(value -> allHold(value, checks)));
  }

  /// Every key of a map must hold.
  public static Check eachKey(List<Check> checks) {
    return new Check(
        "Map keys must satisfy constraint: " + texts(checks),
        map ->
            map.propertyNames().stream().allMatch(key -> allHold(StringNode.valueOf(key), checks)));
  }

  private static boolean allHold(JsonNode value, List<Check> checks) {
    return !value.isNull() && checks.stream().allMatch(check -> check.holds.test(value));
  }

  private static List<String> texts(List<Check> checks) {
    return Stream.concat(checks.stream().map(Check::text), Stream.of("Member must not be null"))
        .toList();
  }

  private static int length(JsonNode value) {
    return value.isContainer() ? value.size() : value.asString().length();
  }
}
