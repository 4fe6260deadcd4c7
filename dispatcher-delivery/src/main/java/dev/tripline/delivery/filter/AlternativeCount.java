package dev.tripline.delivery.filter;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Counts the alternatives that a pattern stands for: all fields of an object have to match, so that the
/// branches of each `$or` among them are combined with those of all others. The matcher makes a rule of
/// each. Pure; takes time in proportion to the pattern's length.
public final class AlternativeCount {
  private static final String NUMERIC = "numeric";

  private AlternativeCount() {}

  /// @return the number, or the limit and 1 if there are more
  public static int of(JsonNode pattern, int limit) {
    long product = 1;
    for (Map.Entry<String, JsonNode> field : pattern.properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().equals(PatternReader.OR) && value.isArray()) {
        product *= Math.max(1, sum(value, limit));
      } else if (value.isObject()) {
        product *= of(value, limit);
      }
      product = Math.min(product, limit + 1L);
    }
    return Math.toIntExact(product);
  }

  /// The weight of the ranges (`numeric`) in a pattern, wherever they are: each is many states, and those of
  /// one list are woven into one another.
  public static int ranges(JsonNode pattern) {
    int inside = 0;
    for (JsonNode child : pattern) {
      inside += ranges(child);
    }
    if (pattern.isArray()) {
      int here = Math.toIntExact(pattern.valueStream().filter(one -> one.has(NUMERIC)).count());
      return inside + here * here / 10;
    }
    return pattern.has(NUMERIC) ? inside + 1 : inside;
  }

  private static int sum(JsonNode branches, int limit) {
    long sum = 0;
    for (JsonNode branch : branches) {
      sum = Math.min(sum + of(branch, limit), limit + 1L);
    }
    return Math.toIntExact(sum);
  }
}
