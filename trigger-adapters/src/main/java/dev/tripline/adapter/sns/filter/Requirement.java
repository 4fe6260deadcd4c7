package dev.tripline.adapter.sns.filter;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What a filter policy asks of an object. Pure.
sealed interface Requirement {

  boolean isMetBy(JsonNode object);

  /// One of the conditions holds for the value of the key, or for one of its values if it is a list.
  record Key(String name, List<Condition> conditions) implements Requirement {
    public Key {
      conditions = List.copyOf(conditions);
    }

    @Override
    public boolean isMetBy(JsonNode object) {
      List<JsonNode> values = new ArrayList<>();
      collect(object, name, values);
      return values.isEmpty()
          ? holds(MissingNode.getInstance())
          : values.stream().anyMatch(this::holds);
    }

    private boolean holds(JsonNode value) {
      return conditions.stream().anyMatch(condition -> condition.matches(value));
    }

    /// The values below a key; an object among them is no value, and one in a list is looked into.
    private static void collect(JsonNode object, String name, List<JsonNode> values) {
      JsonNode value = object.path(name);
      if (value.isArray()) {
        value.valueStream().filter(JsonNode::isValueNode).forEach(values::add);
      } else if (value.isValueNode()) {
        values.add(value);
      }
    }
  }

  /// The object below the key, or one of the objects of a list there, meets all of them.
  record Below(String name, Requirement inner) implements Requirement {
    @Override
    public boolean isMetBy(JsonNode object) {
      JsonNode value = object.path(name);
      if (value.isArray()) {
        return !value.isEmpty() && value.valueStream().anyMatch(inner::isMetBy);
      }
      return inner.isMetBy(value);
    }
  }

  record All(List<Requirement> parts) implements Requirement {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean isMetBy(JsonNode object) {
      return parts.stream().allMatch(part -> part.isMetBy(object));
    }
  }

  /// `$or`.
  record Any(List<Requirement> parts) implements Requirement {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean isMetBy(JsonNode object) {
      return parts.stream().anyMatch(part -> part.isMetBy(object));
    }
  }
}
