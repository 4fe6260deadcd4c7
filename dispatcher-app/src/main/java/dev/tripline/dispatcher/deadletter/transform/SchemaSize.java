package dev.tripline.dispatcher.deadletter.transform;

import dev.tripline.dispatcher.rest.ApiProblem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// The size of a schema with all that it refers to, as often as it does: no small one stands for a large
/// one. For one schema.
final class SchemaSize {
  private static final String FIELD = "transform.schema";
  private static final int MOST = 20_000;
  private static final Set<String> DYNAMIC =
      Set.of("$dynamicRef", "$recursiveRef", "$dynamicAnchor", "$recursiveAnchor");

  private final JsonNode root;
  private final Map<String, Integer> sizes = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  private SchemaSize(JsonNode root) {
    this.root = root;
  }

  /// @throws ApiProblem if it is too large, recursive, or refers to another document
  static void require(JsonNode schema) {
    new SchemaSize(schema).of(schema);
  }

  private int of(JsonNode node) {
    int size = 1;
    for (JsonNode child : node) {
      size = added(size, of(child));
    }
    if (node.isObject()) {
      for (String dynamic : DYNAMIC) {
        if (node.has(dynamic)) {
          throw ApiProblem.invalid(FIELD, dynamic + " is not available");
        }
      }
      requirePattern(node.path("pattern"));
      if (node.path("$ref").isString()) {
        size = added(size, ofReference(node.path("$ref").asString()));
      }
    }
    return size;
  }

  private static void requirePattern(JsonNode pattern) {
    if (pattern.isString()) {
      try {
        Pattern.compile(pattern.asString());
      } catch (PatternSyntaxException e) {
        throw ApiProblem.invalid(FIELD, "has a pattern that is none: " + e.getDescription());
      }
    }
  }

  private int ofReference(String reference) {
    Integer known = sizes.get(reference);
    if (known != null) {
      return known;
    }
    if (!reference.startsWith("#/")) {
      throw ApiProblem.invalid(
          FIELD, "$ref leads to places in the schema itself only, such as #/$defs/id");
    }
    if (!open.add(reference)) {
      throw ApiProblem.invalid(FIELD, "must not contain itself, as " + reference + " does");
    }
    JsonNode target = root.at(JsonPointer.compile(reference.substring(1)));
    if (target.isMissingNode()) {
      throw ApiProblem.invalid(FIELD, "has no " + reference);
    }
    int size = of(target);
    open.remove(reference);
    sizes.put(reference, size);
    return size;
  }

  private static int added(int size, int more) {
    if (size + more > MOST) {
      throw ApiProblem.invalid(
          FIELD, "has more than " + MOST + " parts, with all that it refers to");
    }
    return size + more;
  }
}
