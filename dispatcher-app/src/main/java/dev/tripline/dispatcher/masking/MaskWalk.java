package dev.tripline.dispatcher.masking;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Masks the values of a tree that one rule is about. Changes the tree. For one thread.
final class MaskWalk {
  /// Members of events that have headers or attributes of messages in them.
  private static final Set<String> HEADERS =
      Set.of("headers", "multivalueheaders", "messageattributes", "attributes");

  private final MaskingRule rule;
  private final MaskedValues values;

  MaskWalk(MaskingRule rule, MaskedValues values) {
    this.rule = rule;
    this.values = values;
  }

  /// @return the tree, or what stands in its place
  JsonNode apply(JsonNode root) {
    JsonNode now = root;
    for (MaskPath path : rule.paths()) {
      now = along(now, path.steps(), 0, Place.ROOT);
    }
    if (!rule.headers().isEmpty()) {
      now = headers(now, Place.ROOT, false);
    }
    return rule.patterns().isEmpty() ? now : matching(now, Place.ROOT);
  }

  private JsonNode along(JsonNode node, List<String> steps, int index, Place at) {
    if (values.isToken(node)) {
      return node;
    }
    if (index == steps.size()) {
      return values.mask(node, at, rule.way());
    }
    if (node.isString()) {
      Found found = inside(node, inner -> along(inner, steps, index, at));
      return !found.isJson() && isOpaque(steps, index, at)
          ? values.mask(node, at, rule.way())
          : found.node();
    }
    String step = steps.get(index);
    if (step.equals(MaskPath.DEEP)) {
      JsonNode here = along(node, steps, index + 1, at);
      return children(here, at, (child, place) -> along(child, steps, index, place));
    }
    if (step.equals(MaskPath.ANY) && !node.has(MaskPath.ANY)) {
      return children(node, at, (child, place) -> along(child, steps, index + 1, place));
    }
    return child(node, step, child -> along(child, steps, index + 1, at.of(step)));
  }

  /// Whether a text that is no JSON stands where the path expects an object: it may have the value in it.
  private static boolean isOpaque(List<String> steps, int index, Place at) {
    if (index == 0) {
      return at.equals(Place.ROOT);
    }
    return !steps.get(index).equals(MaskPath.DEEP) && !MaskPath.isWild(steps.get(index - 1));
  }

  /// @param node the string as it becomes
  private record Found(boolean isJson, JsonNode node) {}

  /// What a string becomes if the JSON in it is changed.
  private Found inside(JsonNode string, UnaryOperator<JsonNode> change) {
    InnerJson inner = InnerJson.of(string.asString());
    if (inner == null) {
      return new Found(false, string);
    }
    int before = values.count();
    JsonNode changed = change.apply(inner.tree());
    return new Found(true, values.count() == before ? string : inner.with(changed));
  }

  private JsonNode headers(JsonNode node, Place at, boolean inHeaders) {
    if (node.isString() && !values.isToken(node)) {
      return inside(node, inner -> headers(inner, at, false)).node();
    }
    return children(
        node,
        at,
        (child, place) -> {
          String name = place.name().toLowerCase(Locale.ROOT);
          if (node.isObject() && inHeaders && rule.headers().contains(name)) {
            return values.mask(child, place, rule.way());
          }
          return headers(child, place, inHeaders || (node.isObject() && HEADERS.contains(name)));
        });
  }

  private JsonNode matching(JsonNode node, Place at) {
    if (node.isContainer()) {
      return children(node, at, this::matching);
    }
    if (values.isToken(node)) {
      return node;
    }
    if (node.isString()) {
      Found found = inside(node, inner -> matching(inner, at));
      if (found.isJson()) {
        return found.node();
      }
    }
    return matches(node.asString("")) ? values.mask(node, at, rule.way()) : node;
  }

  private boolean matches(String text) {
    for (Pattern pattern : rule.patterns()) {
      if (pattern.matcher(text).find()) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode children(
      JsonNode node, Place at, BiFunction<JsonNode, Place, JsonNode> change) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        member.setValue(change.apply(member.getValue(), at.of(member.getKey())));
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, change.apply(array.get(i), at.of(Integer.toString(i))));
      }
    }
    return node;
  }

  private static JsonNode child(JsonNode node, String name, UnaryOperator<JsonNode> change) {
    if (node instanceof ObjectNode object && object.has(name)) {
      object.set(name, change.apply(object.get(name)));
    } else if (node instanceof ArrayNode array && name.matches("0|[1-9]\\d{0,8}")) {
      int index = Integer.parseInt(name);
      if (index < array.size()) {
        array.set(index, change.apply(array.get(index)));
      }
    }
    return node;
  }
}
