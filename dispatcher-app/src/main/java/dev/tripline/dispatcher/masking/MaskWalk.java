package dev.tripline.dispatcher.masking;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Masks the values of a tree that one rule is about. Changes the tree. For one thread.
final class MaskWalk {
  /// Members of events that have headers or attributes of messages in them.
  private static final Set<String> HEADERS =
      Set.of("headers", "multivalueheaders", "messageattributes", "attributes");

  /// What objects have that are CloudEvents, whose headers and attributes are members of their own.
  private static final String CLOUD_EVENT = "specversion";

  private static final Pattern NOT_IN_ATTRIBUTE = Pattern.compile("[^a-z0-9]");
  private static final Pattern INDEX = Pattern.compile("0|[1-9]\\d{0,8}");

  private final MaskingRule rule;
  private final MaskedValues values;
  private final Set<String> attributes;

  MaskWalk(MaskingRule rule, MaskedValues values) {
    this.rule = rule;
    this.values = values;
    this.attributes =
        rule.headers().stream()
            .map(name -> NOT_IN_ATTRIBUTE.matcher(name).replaceAll(""))
            .collect(Collectors.toSet());
  }

  /// @return the tree, or what stands in its place
  JsonNode apply(JsonNode root) {
    JsonNode now = root;
    for (MaskPath path : rule.paths()) {
      now = along(now, path.steps(), 0, Place.ROOT);
    }
    return withoutPaths(now);
  }

  /// As [#apply], of one record of a batch, alone.
  JsonNode applyToRecord(JsonNode root) {
    JsonNode now = root;
    for (MaskPath path : rule.paths()) {
      for (int start : Batch.starts(path.steps())) {
        now = along(now, path.steps(), start, Place.ROOT);
      }
    }
    return withoutPaths(now);
  }

  private JsonNode withoutPaths(JsonNode root) {
    JsonNode now = root;
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
      Found found = inside(node, at, (inner, place) -> along(inner, steps, index, place));
      return !found.isJson() && isOpaque(steps, index, at)
          ? values.mask(node, at, rule.way())
          : found.node();
    }
    String step = steps.get(index);
    if (step.equals(MaskPath.DEEP)) {
      JsonNode here = along(node, steps, index + 1, at);
      return children(here, at, (child, place) -> along(child, steps, index, place));
    }
    if (step.equals(MaskPath.ANY)) {
      return children(node, at, (child, place) -> along(child, steps, index + 1, place));
    }
    return child(node, step, child -> along(child, steps, index + 1, at.of(step)));
  }

  /// Whether a text that is no JSON stands where the path expects an object: it may have the value in it.
  private static boolean isOpaque(List<String> steps, int index, Place at) {
    if (index == 0) {
      return at.isRoot();
    }
    return !steps.get(index).equals(MaskPath.DEEP) && !MaskPath.isWild(steps.get(index - 1));
  }

  /// @param node the string as it becomes
  private record Found(boolean isJson, JsonNode node) {}

  /// What a string becomes if the JSON in it is changed. It is masked as a whole if nobody knows what is in it.
  private Found inside(JsonNode string, Place at, BiFunction<JsonNode, Place, JsonNode> change) {
    InnerJson inner = InnerJson.of(string.asString(), at.opens());
    return inner == null
        ? new Found(false, string)
        : new Found(true, changed(string, inner, at, change));
  }

  private JsonNode changed(
      JsonNode string, InnerJson inner, Place at, BiFunction<JsonNode, Place, JsonNode> change) {
    JsonNode tree = inner.tree();
    if (tree == null) {
      return values.mask(string, at, rule.way().cuts() ? MaskingRule.Way.HIDE : rule.way());
    }
    int before = values.count();
    JsonNode changed = change.apply(tree, at.inside());
    return values.count() == before ? string : inner.with(changed);
  }

  private JsonNode headers(JsonNode node, Place at, boolean inHeaders) {
    if (node.isString() && !values.isToken(node)) {
      return inside(node, at, (inner, place) -> headers(inner, place, false)).node();
    }
    boolean isEvent = node.isObject() && node.has(CLOUD_EVENT);
    return children(
        node,
        at,
        (child, place) -> {
          String name = place.name().toLowerCase(Locale.ROOT);
          boolean isHeader = node.isObject() && inHeaders && rule.headers().contains(name);
          if (isHeader || (isEvent && attributes.contains(name))) {
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
      InnerJson inner = InnerJson.of(node.asString(), at.opens());
      if (inner != null && (inner.tree() != null || inner.isOpaque())) {
        return changed(node, inner, at, this::matching);
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
    } else if (node instanceof ArrayNode array && INDEX.matches(name)) {
      int index = Integer.parseInt(name);
      if (index < array.size()) {
        array.set(index, change.apply(array.get(index)));
      }
    }
    return node;
  }
}
