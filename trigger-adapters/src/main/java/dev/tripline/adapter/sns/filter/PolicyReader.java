package dev.tripline.adapter.sns.filter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a filter policy, and counts what it costs.
///
/// @see <a href="https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html">Filter policy constraints</a>
final class PolicyReader {
  private static final int MOST_KEYS = 5;
  private static final long MOST_COMBINATIONS = 150;
  private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000);
  private static final String OR = "$or";

  private final boolean nested;
  private long combinations = 1;
  private int keys;

  /// @param nested whether a key may have an object, as for a message's body
  PolicyReader(boolean nested) {
    this.nested = nested;
  }

  Requirement read(ObjectNode policy) throws InvalidPolicyException {
    return object(policy, 1);
  }

  private Requirement object(ObjectNode object, int level) throws InvalidPolicyException {
    List<Requirement> parts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      parts.add(member(member.getKey(), member.getValue(), level));
    }
    return new Requirement.All(parts);
  }

  private Requirement member(String name, JsonNode value, int level) throws InvalidPolicyException {
    if (name.equals(OR) && value.isArray() && value.size() > 1) {
      return alternatives(value, level);
    }
    if (level == 1 && ++keys > MOST_KEYS) {
      throw new InvalidPolicyException("Filter policy can not have more than 5 keys");
    }
    if (value instanceof ObjectNode below) {
      if (!nested) {
        throw new InvalidPolicyException(
            "Filter policy scope MessageAttributes does not support nested filter policy");
      }
      if (below.isEmpty()) {
        throw new InvalidPolicyException("\"" + name + "\" must not be an empty object");
      }
      return new Requirement.Below(name, object(below, level + 1));
    }
    if (!value.isArray()) {
      throw new InvalidPolicyException("\"" + name + "\" must be an object or an array");
    }
    if (value.isEmpty()) {
      throw new InvalidPolicyException("Empty arrays are not allowed: \"" + name + "\"");
    }
    count((long) value.size() * level);
    List<Condition> conditions = new ArrayList<>();
    for (JsonNode element : value) {
      conditions.add(condition(element));
    }
    return new Requirement.Key(name, conditions);
  }

  /// All their combinations together are those of each, one after the other.
  private Requirement alternatives(JsonNode list, int level) throws InvalidPolicyException {
    long before = combinations;
    long sum = 0;
    List<Requirement> parts = new ArrayList<>();
    for (JsonNode element : list) {
      if (!(element instanceof ObjectNode object) || object.isEmpty()) {
        throw new InvalidPolicyException("$or must be an array of objects");
      }
      combinations = before;
      parts.add(object(object, level));
      sum += combinations;
    }
    combinations = 1;
    count(sum);
    return new Requirement.Any(parts);
  }

  private void count(long values) throws InvalidPolicyException {
    combinations *= values;
    if (combinations > MOST_COMBINATIONS) {
      throw new InvalidPolicyException(
          "Filter policy is too complex: its values make more than 150 combinations");
    }
  }

  private static Condition condition(JsonNode element) throws InvalidPolicyException {
    if (element.isValueNode()) {
      return equal(element);
    }
    if (!(element instanceof ObjectNode object) || object.size() != 1) {
      throw new InvalidPolicyException(
          "Match value must be String, number, true, false, or null, or an object with one"
              + " operator");
    }
    Map.Entry<String, JsonNode> operator =
        Objects.requireNonNull(object.properties().iterator().next());
    JsonNode value = operator.getValue();
    return switch (operator.getKey()) {
      case "prefix" -> new Condition.Prefix(text("prefix", value));
      case "suffix" -> new Condition.Suffix(text("suffix", value));
      case "equals-ignore-case" ->
          new Condition.EqualIgnoringCase(text("equals-ignore-case", value));
      case "wildcard" -> new Condition.Wildcard(wildcard(value));
      case "anything-but" -> new Condition.AnythingBut(excluded(value));
      case "numeric" -> numeric(value);
      case "cidr" -> cidr(text("cidr", value));
      case "exists" -> {
        if (!value.isBoolean()) {
          throw new InvalidPolicyException("exists match pattern must be either true or false");
        }
        yield new Condition.Exists(value.booleanValue());
      }
      case String other -> throw new InvalidPolicyException("Unrecognized match type " + other);
    };
  }

  private static Condition equal(JsonNode value) throws InvalidPolicyException {
    if (value.isNumber()) {
      number(value);
    }
    return new Condition.Equal(value);
  }

  private static BigDecimal number(JsonNode value) throws InvalidPolicyException {
    BigDecimal number = value.decimalValue();
    if (!Condition.isComparable(number) || number.abs().compareTo(LARGEST) > 0) {
      throw new InvalidPolicyException("Value must be between -1.0E9 and 1.0E9, inclusive");
    }
    return number;
  }

  private static String text(String operator, JsonNode value) throws InvalidPolicyException {
    if (!value.isString()) {
      throw new InvalidPolicyException(operator + " match pattern must be a string");
    }
    return value.stringValue();
  }

  private static String wildcard(JsonNode value) throws InvalidPolicyException {
    String pattern = text("wildcard", value);
    if (pattern.contains("**")) {
      throw new InvalidPolicyException("Consecutive wildcard characters are not allowed");
    }
    if (pattern.chars().filter(c -> c == '*').count() > 3) {
      throw new InvalidPolicyException("A wildcard may have three stars at most");
    }
    return pattern;
  }

  private static List<Condition> excluded(JsonNode value) throws InvalidPolicyException {
    List<Condition> excluded = new ArrayList<>();
    if (value.isObject()) {
      ObjectNode object = (ObjectNode) value;
      if (object.size() != 1) {
        throw new InvalidPolicyException("anything-but has one operator at most");
      }
      Map.Entry<String, JsonNode> inner =
          Objects.requireNonNull(object.properties().iterator().next());
      List<JsonNode> texts =
          inner.getValue().isArray()
              ? inner.getValue().valueStream().toList()
              : List.of(inner.getValue());
      for (JsonNode text : texts) {
        excluded.add(
            switch (inner.getKey()) {
              case "prefix" -> new Condition.Prefix(text("prefix", text));
              case "suffix" -> new Condition.Suffix(text("suffix", text));
              case "wildcard" -> new Condition.Wildcard(wildcard(text));
              case "equals-ignore-case" ->
                  new Condition.EqualIgnoringCase(text("equals-ignore-case", text));
              case String other ->
                  throw new InvalidPolicyException("Unsupported anything-but pattern: " + other);
            });
      }
    } else {
      List<JsonNode> values = value.isArray() ? value.valueStream().toList() : List.of(value);
      for (JsonNode one : values) {
        if (!one.isString() && !one.isNumber()) {
          throw new InvalidPolicyException("anything-but takes strings and numbers");
        }
        excluded.add(equal(one));
      }
    }
    if (excluded.isEmpty()) {
      throw new InvalidPolicyException("anything-but must not be empty");
    }
    return excluded;
  }

  /// `["=", n]`, `["<", n]`, `[">=", n, "<", m]` and their like.
  private static Condition numeric(JsonNode value) throws InvalidPolicyException {
    if (!value.isArray() || (value.size() != 2 && value.size() != 4)) {
      throw new InvalidPolicyException("Invalid member in numeric match: two or four elements");
    }
    Condition.Numeric.@Nullable Bound low = null;
    Condition.Numeric.@Nullable Bound high = null;
    for (int i = 0; i < value.size(); i += 2) {
      String operator = value.path(i).asString("");
      JsonNode bound = value.path(i + 1);
      if (!bound.isNumber()) {
        throw new InvalidPolicyException("Value of " + operator + " must be numeric");
      }
      BigDecimal number = number(bound);
      switch (operator) {
        case "=" -> {
          low = new Condition.Numeric.Bound(number, true);
          high = low;
        }
        case ">", ">=" -> low = bound(low, number, operator.equals(">="));
        case "<", "<=" -> high = bound(high, number, operator.equals("<="));
        case String other ->
            throw new InvalidPolicyException("Unrecognized numeric range operator: " + other);
      }
      if (operator.equals("=") && value.size() == 4) {
        throw new InvalidPolicyException("= stands alone in a numeric match");
      }
    }
    if (low != null && high != null && low.value().compareTo(high.value()) > 0) {
      throw new InvalidPolicyException("Bottom must be less than top");
    }
    return new Condition.Numeric(low, high);
  }

  private static Condition.Numeric.Bound bound(
      Condition.Numeric.@Nullable Bound before, BigDecimal number, boolean inclusive)
      throws InvalidPolicyException {
    if (before != null) {
      throw new InvalidPolicyException("Bad numeric range operator: two of one direction");
    }
    return new Condition.Numeric.Bound(number, inclusive);
  }

  private static Condition cidr(String text) throws InvalidPolicyException {
    int slash = text.indexOf('/');
    byte[] prefix = slash < 0 ? null : Condition.Cidr.address(text.substring(0, slash));
    String bits = slash < 0 ? "" : text.substring(slash + 1);
    if (prefix == null || !bits.matches("\\d{1,3}") || Integer.parseInt(bits) > prefix.length * 8) {
      throw new InvalidPolicyException(
          "Malformed CIDR, one '/' with an address before it required");
    }
    return new Condition.Cidr(prefix, Integer.parseInt(bits));
  }
}
