package dev.tripline.dispatcher.dashboard.api;

import dev.tripline.dispatcher.dashboard.api.SchemaView.Link;
import dev.tripline.dispatcher.dashboard.api.SchemaView.Member;
import dev.tripline.dispatcher.dashboard.api.SchemaView.TypeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads JSON schemas, as descriptions have them, for people. Pure.
final class SchemaReader {
  private static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final List<String> BOUNDS =
      List.of(
          "default",
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "pattern");

  private final String pages;

  /// @param pages the path of the pages that show schemas with names
  SchemaReader(String pages) {
    this.pages = pages;
  }

  SchemaView read(JsonNode schema) {
    List<Member> members = new ArrayList<>();
    addMembers("", schema, members);
    List<String> examples = new ArrayList<>();
    schema.path("examples").forEach(example -> examples.add(json(example)));
    return new SchemaView(
        type(schema), Words.of(schema.path("description")), List.copyOf(members), examples);
  }

  static String json(JsonNode value) {
    return INDENTED.writeValueAsString(value);
  }

  private void addMembers(String prefix, JsonNode schema, List<Member> members) {
    Set<String> required = new TreeSet<>();
    schema.path("required").forEach(name -> required.add(name.asString()));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      JsonNode value = property.getValue();
      String name = prefix + property.getKey();
      members.add(
          new Member(
              name,
              required.contains(property.getKey()),
              type(value),
              Words.of(value.path("description")),
              bounds(value)));
      addMembers(name + ".", value, members);
    }
    String around = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
    if (schema.path("items").isObject()) {
      addMembers(around + "[].", schema.path("items"), members);
    }
    if (schema.path("additionalProperties").isObject()) {
      addMembers(around + "{}.", schema.path("additionalProperties"), members);
    }
    for (String choice : List.of("allOf", "oneOf", "anyOf")) {
      schema.path(choice).forEach(part -> addMembers(prefix, part, members));
    }
  }

  private TypeText type(JsonNode schema) {
    List<Link> links = new ArrayList<>();
    String words = words(schema, links);
    return new TypeText(words, List.copyOf(links));
  }

  /// What the links say already is not said again.
  private String words(JsonNode schema, List<Link> links) {
    if (schema.path("$ref").isString()) {
      String reference = schema.path("$ref").stringValue();
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      links.add(new Link(name, pages + name));
      return "";
    }
    if (schema.has("const")) {
      return schema.path("const").toString();
    }
    if (schema.has("enum")) {
      return list(schema.path("enum"), " | ");
    }
    for (String choice : List.of("oneOf", "anyOf", "allOf")) {
      if (schema.path(choice).isArray()) {
        schema.path(choice).forEach(part -> words(part, links));
        if (!links.isEmpty()) {
          return choice.equals("allOf") ? "all of" : "one of";
        }
      }
    }
    if (schema.path("items").isObject()) {
      return ("list of " + words(schema.path("items"), links)).strip();
    }
    if (schema.path("additionalProperties").isObject() && !schema.has("properties")) {
      return ("by name, " + words(schema.path("additionalProperties"), links)).strip();
    }
    return plain(schema);
  }

  private static String plain(JsonNode schema) {
    JsonNode type = schema.path("type");
    String words = type.isArray() ? list(type, " or ") : type.asString("");
    String format = schema.path("format").asString("");
    return words.isEmpty()
        ? schema.has("properties") ? "object" : "any"
        : format.isEmpty() ? words : words + ", " + format;
  }

  private static String list(JsonNode values, String between) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.isNull() ? "null" : value.asString()));
    return String.join(between, texts);
  }

  private static @Nullable String bounds(JsonNode schema) {
    List<String> bounds = new ArrayList<>();
    for (String name : BOUNDS) {
      if (schema.has(name)) {
        bounds.add(name + " " + schema.path(name));
      }
    }
    return bounds.isEmpty() ? null : String.join(", ", bounds);
  }
}
