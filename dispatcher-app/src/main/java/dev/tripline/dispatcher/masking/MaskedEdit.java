package dev.tripline.dispatcher.masking;

import dev.tripline.dispatcher.rest.ApiProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Puts values back into an edited payload in which something else stands in their places. For one thread.
final class MaskedEdit {
  private final MaskedValues values;
  private final List<String> places = new ArrayList<>();

  /// @param values of the payload that was edited
  MaskedEdit(MaskedValues values) {
    this.values = values;
  }

  /// Where values were put back, as pointers.
  List<String> places() {
    return places;
  }

  /// Changes the tree.
  ///
  /// @throws ApiProblem 400 if something in it stands for no value
  JsonNode restored(JsonNode tree) {
    return restored(tree, Place.ROOT);
  }

  private JsonNode restored(JsonNode node, Place at) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        member.setValue(restored(member.getValue(), at.of(member.getKey())));
      }
      return node;
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, restored(array.get(i), at.of(Integer.toString(i))));
      }
      return node;
    }
    return node.isString() ? text(node, at) : node;
  }

  private JsonNode text(JsonNode node, Place at) {
    String text = node.asString();
    JsonNode original = values.original(text);
    if (original != null) {
      String pointer = at.pointer();
      if (pointer == null) {
        throw refused("too deep");
      }
      places.add(pointer);
      return whole(original, at);
    }
    InnerJson inner = InnerJson.of(text, at.opens());
    JsonNode tree = inner == null ? null : inner.tree();
    if (inner != null && tree != null) {
      int before = places.size();
      JsonNode changed = restored(tree, at.inside());
      return places.size() == before ? node : inner.with(changed);
    }
    if (text.contains(MaskedValues.BEGIN)) {
      String pointer = at.pointer();
      throw refused(pointer == null ? "too deep" : pointer);
    }
    return node;
  }

  /// A value in which others were masked before it was masked itself.
  private JsonNode whole(JsonNode original, Place at) {
    if (original.isContainer()) {
      return restored(original.deepCopy(), at);
    }
    InnerJson inner = original.isString() ? InnerJson.of(original.asString(), at.opens()) : null;
    JsonNode tree = inner == null ? null : inner.tree();
    if (inner == null || tree == null) {
      return original;
    }
    int before = places.size();
    JsonNode changed = restored(tree, at.inside());
    return places.size() == before ? original : inner.with(changed);
  }

  private static ApiProblem refused(String place) {
    return ApiProblem.invalid(
        "payload",
        "has a masked value at %s that stands for none of the letter: leave it as it was shown, or write"
                .formatted(place)
            + " another value");
  }
}
