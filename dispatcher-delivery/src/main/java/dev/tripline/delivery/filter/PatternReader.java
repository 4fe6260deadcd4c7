package dev.tripline.delivery.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads a pattern, checks it, and takes it apart where its alternatives concern a record's data.
final class PatternReader {
  static final String OR = "$or";
  private static final int MAX_ALTERNATIVES = 64;
  private static final Set<String> OPERATORS =
      Set.of("anything-but", "prefix", "suffix", "equals-ignore-case", "numeric", "exists");

  /// Numbers keep all their digits.
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private PatternReader() {}

  static ObjectNode parse(String pattern) {
    JsonNode root;
    try {
      root = JSON.readTree(pattern);
    } catch (JacksonException e) {
      throw new InvalidFilterException("not JSON: " + e.getOriginalMessage());
    }
    if (!(root instanceof ObjectNode object)) {
      throw new InvalidFilterException("a pattern is a JSON object");
    }
    return object;
  }

  /// @return patterns, any of which is to match; none has a `$or` at its top that concerns data
  static List<ObjectNode> read(FilteredSource source, ObjectNode object) {
    List<ObjectNode> alternatives = new ArrayList<>();
    expand(source, checked(object), alternatives);
    alternatives.forEach(alternative -> checkData(source, alternative));
    return alternatives;
  }

  private static ObjectNode checked(ObjectNode pattern) {
    if (pattern.isEmpty()) {
      throw new InvalidFilterException("a pattern without fields");
    }
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : pattern.properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().equals(OR)) {
        addBranches(result, value);
      } else if (value instanceof ObjectNode object) {
        merge(result, field.getKey(), checked(object));
      } else if (value.isArray() && !value.isEmpty()) {
        value.forEach(PatternReader::checkLeaf);
        merge(result, field.getKey(), value);
      } else {
        throw new InvalidFilterException(
            field.getKey() + " must be an object or a list of what it may be");
      }
    }
    return result;
  }

  private static void addBranches(ObjectNode into, JsonNode branches) {
    if (!branches.isArray() || branches.isEmpty()) {
      throw new InvalidFilterException("$or must be a list of objects");
    }
    List<ObjectNode> read = new ArrayList<>();
    for (JsonNode branch : branches) {
      if (!(branch instanceof ObjectNode object)) {
        throw new InvalidFilterException("$or must be a list of objects");
      }
      if (OPERATORS.stream().anyMatch(object::has)) {
        throw new InvalidFilterException("$or takes fields, not operators");
      }
      read.add(checked(object));
    }
    if (read.size() == 1) {
      mergeAll(into, read.getFirst());
    } else {
      merge(into, OR, JSON.createArrayNode().addAll(read));
    }
  }

  private static void checkLeaf(JsonNode leaf) {
    if (leaf.isString() || leaf.isNumber() || leaf.isBoolean() || leaf.isNull()) {
      return;
    }
    if (!leaf.isObject() || leaf.size() != 1) {
      throw new InvalidFilterException("a value or one operator is expected, not " + leaf);
    }
    Map.Entry<String, JsonNode> operator = leaf.properties().iterator().next();
    if (!OPERATORS.contains(operator.getKey())) {
      throw new InvalidFilterException("there is no operator " + operator.getKey());
    }
    JsonNode operand = operator.getValue();
    boolean plain =
        operand.isArray()
            ? operand.valueStream().noneMatch(JsonNode::isContainer)
            : !operand.isContainer();
    if (operator.getKey().equals("anything-but") && !plain) {
      throw new InvalidFilterException("anything-but takes values only");
    }
  }

  private static void mergeAll(ObjectNode into, ObjectNode from) {
    from.properties().forEach(field -> merge(into, field.getKey(), field.getValue()));
  }

  private static void merge(ObjectNode into, String name, JsonNode value) {
    JsonNode present = into.get(name);
    if (present == null) {
      into.set(name, value);
    } else if (present instanceof ObjectNode a && value instanceof ObjectNode b) {
      mergeAll(a, b);
    } else {
      throw new InvalidFilterException(name + " is asked for twice; ask for it in one place");
    }
  }

  /// A `$or` at the top whose branches concern data becomes patterns of its own: the form of the data
  /// is judged for each.
  private static void expand(FilteredSource source, ObjectNode pattern, List<ObjectNode> into) {
    JsonNode branches = pattern.get(OR);
    if (branches == null || !concernsData(source, branches)) {
      if (into.size() >= MAX_ALTERNATIVES) {
        throw new InvalidFilterException("too many alternatives");
      }
      into.add(pattern);
      return;
    }
    for (JsonNode branch : branches) {
      ObjectNode part = pattern.deepCopy();
      part.remove(OR);
      mergeAll(part, (ObjectNode) branch.deepCopy());
      expand(source, part, into);
    }
  }

  private static boolean concernsData(FilteredSource source, JsonNode branches) {
    for (JsonNode branch : branches) {
      JsonNode deeper = branch.get(OR);
      if (source.dataFields().stream().anyMatch(branch::has)
          || (deeper != null && concernsData(source, deeper))) {
        return true;
      }
    }
    return false;
  }

  private static void checkData(FilteredSource source, ObjectNode pattern) {
    for (String field : source.dataFields()) {
      JsonNode data = pattern.get(field);
      if (data != null && data.isArray() && !source.allowsText()) {
        throw new InvalidFilterException(field + " is compared as JSON: an object is expected");
      }
    }
  }
}
