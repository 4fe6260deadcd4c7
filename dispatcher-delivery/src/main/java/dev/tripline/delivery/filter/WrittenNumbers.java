package dev.tripline.delivery.filter;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Makes exact numbers of a pattern match numbers that are written alike, as AWS's guide says: both
/// become marked text, at those places of a pattern where nothing compares their values.
final class WrittenNumbers {
  private static final char MARK = '\u0001';

  private final Map<String, WrittenNumbers> fields = new HashMap<>();
  private boolean exact;
  private boolean numeric;

  /// Marks the pattern's numbers.
  ///
  /// @return the change to make in events; null if the pattern has no exact numbers
  static @Nullable WrittenNumbers markIn(ObjectNode pattern) {
    WrittenNumbers root = new WrittenNumbers();
    root.learn(pattern);
    if (!root.anyExact()) {
      return null;
    }
    root.markPattern(pattern);
    return root;
  }

  /// A copy of the event in which the numbers at the pattern's places are marked.
  ObjectNode markedCopy(ObjectNode event) {
    ObjectNode copy = event.deepCopy();
    markFields(copy);
    return copy;
  }

  private void learn(JsonNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().equals(PatternReader.OR)) {
        value.forEach(this::learn);
        continue;
      }
      WrittenNumbers child = fields.computeIfAbsent(field.getKey(), _ -> new WrittenNumbers());
      if (value.isObject()) {
        child.learn(value);
      } else {
        for (JsonNode leaf : value) {
          child.exact |= leaf.isNumber() || hasNumber(leaf.path("anything-but"));
          child.numeric |= leaf.has("numeric");
        }
      }
    }
  }

  private static boolean hasNumber(JsonNode operand) {
    return operand.isNumber() || operand.valueStream().anyMatch(JsonNode::isNumber);
  }

  private boolean marks() {
    return exact && !numeric;
  }

  private boolean anyExact() {
    return marks() || fields.values().stream().anyMatch(WrittenNumbers::anyExact);
  }

  private void markPattern(JsonNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().equals(PatternReader.OR)) {
        value.forEach(this::markPattern);
        continue;
      }
      WrittenNumbers child = fields.get(field.getKey());
      if (child != null && value.isObject()) {
        child.markPattern(value);
      } else if (child != null && child.marks()) {
        markItems((ArrayNode) value);
        for (JsonNode leaf : value) {
          JsonNode operand = leaf.path("anything-but");
          if (operand instanceof ArrayNode several) {
            markItems(several);
          } else if (operand.isNumber()) {
            ((ObjectNode) leaf).set("anything-but", marked(operand));
          }
        }
      }
    }
  }

  private void markFields(JsonNode value) {
    if (value instanceof ArrayNode array) {
      array.forEach(this::markFields);
    } else if (value instanceof ObjectNode object) {
      fields.forEach((name, child) -> {
        JsonNode member = object.get(name);
        if (member == null) {
          return;
        }
        if (child.marks() && member.isNumber()) {
          object.set(name, marked(member));
        } else {
          if (child.marks() && member instanceof ArrayNode array) {
            markItems(array);
          }
          child.markFields(member);
        }
      });
    }
  }

  private static void markItems(ArrayNode array) {
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i).isNumber()) {
        array.set(i, marked(array.get(i)));
      }
    }
  }

  private static StringNode marked(JsonNode number) {
    return StringNode.valueOf(MARK + number.asString());
  }
}
