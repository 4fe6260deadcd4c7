package dev.tripline.delivery.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// The template of an input transformer: JSON in which `<name>` stands for a value of the event.
///
/// * Between quotes a value is part of a text; elsewhere it is a JSON value of its own. A value that
///   the event does not have is an empty text, or `null`.
/// * `<aws.events.rule-arn>`, `<aws.events.rule-name>`, `<aws.events.event.ingestion-time>`,
///   `<aws.events.event.json>` (the whole event) and `<aws.events.event>` (without its detail) need no
///   path.
/// * The result is JSON whatever the values are: a template for which that does not hold is refused.
///
/// Pure; safe for many threads.
///
/// @param text as it was given
/// @param paths of the names in it
public record InputTemplate(String text, Map<String, EventPath> paths, List<Part> parts) {
  private static final int MAX_CHARACTERS = 8_192;
  private static final int MAX_PATHS = 100;
  private static final String OWN = "aws.events.";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");
  private static final Pattern PLACE = Pattern.compile("<([A-Za-z0-9_.-]{1,256})>");
  private static final List<String> OWN_NAMES =
      List.of(
          "aws.events.rule-arn",
          "aws.events.rule-name",
          "aws.events.event.ingestion-time",
          "aws.events.event.json",
          "aws.events.event");

  public InputTemplate {
    paths = Map.copyOf(paths);
    parts = List.copyOf(parts);
  }

  /// A piece of the template.
  sealed interface Part {
    record Literal(String text) implements Part {}

    /// @param quoted whether it stands in a text
    record Value(String name, boolean quoted) implements Part {}
  }

  /// @param paths by name
  /// @throws InvalidRuleException if it is none
  public static InputTemplate parse(String text, Map<String, String> paths) {
    if (text.isBlank() || text.length() > MAX_CHARACTERS) {
      throw new InvalidRuleException(
          "a template has 1 to " + MAX_CHARACTERS + " characters, not " + text.length());
    }
    if (paths.size() > MAX_PATHS) {
      throw new InvalidRuleException("at most " + MAX_PATHS + " paths are possible");
    }
    Map<String, EventPath> parsed = new HashMap<>();
    paths.forEach((name, path) -> {
      if (!NAME.matcher(name).matches() || name.startsWith("AWS")) {
        throw new InvalidRuleException(
            "names of paths are letters, digits, - and _, and do not begin with AWS, unlike "
                + name);
      }
      parsed.put(name, EventPath.ofAny(path));
    });
    InputTemplate template = new InputTemplate(text, parsed, parts(text, parsed));
    try {
      BusEvent.JSON.readTree(template.fill((_, quoted) -> quoted ? "x" : "null"));
    } catch (JacksonException e) {
      throw new InvalidRuleException(
          "the template does not become JSON: "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
    return template;
  }

  private static List<Part> parts(String text, Map<String, EventPath> paths) {
    List<Part> parts = new ArrayList<>();
    Matcher places = PLACE.matcher(text);
    boolean quoted = false;
    int from = 0;
    while (places.find(from)) {
      String before = text.substring(from, places.start());
      quoted = quotedAfter(before, quoted);
      String name = places.group(1);
      if (!paths.containsKey(name) && !OWN_NAMES.contains(name)) {
        throw new InvalidRuleException(
            "the template has <" + name + ">, for which there is no path");
      }
      parts.add(new Part.Literal(before));
      parts.add(new Part.Value(name, quoted));
      from = places.end();
    }
    parts.add(new Part.Literal(text.substring(from)));
    return parts;
  }

  private static boolean quotedAfter(String text, boolean before) {
    boolean quoted = before;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      }
    }
    return quoted;
  }

  /// @throws TargetInput.InputTooLargeException if it becomes too large
  String of(BusEvent event, TargetInput.Match match) {
    return fill((name, quoted) -> {
      JsonNode value = value(name, event, match);
      if (!quoted) {
        return value == null ? "null" : BusEvent.text(value);
      }
      return value == null
          ? ""
          : escaped(value.isContainer() ? BusEvent.text(value) : value.asString());
    });
  }

  private interface Values {
    String text(String name, boolean quoted);
  }

  private String fill(Values values) {
    StringBuilder filled = new StringBuilder(text.length() * 2);
    for (Part part : parts) {
      switch (part) {
        case Part.Literal(var literal) -> filled.append(literal);
        case Part.Value(var name, var quoted) -> filled.append(values.text(name, quoted));
      }
      if (filled.length() > TargetInput.MAX_BYTES) {
        throw new TargetInput.InputTooLargeException(
            "the input transformer makes more than "
                + TargetInput.MAX_BYTES
                + " bytes of the event");
      }
    }
    return filled.toString();
  }

  private @Nullable JsonNode value(String name, BusEvent event, TargetInput.Match match) {
    if (!name.startsWith(OWN)) {
      EventPath path = paths.get(name);
      return path == null ? null : path.find(event.tree());
    }
    return switch (name) {
      case "aws.events.rule-arn" -> StringNode.valueOf(match.ruleArn());
      case "aws.events.rule-name" -> StringNode.valueOf(match.ruleName());
      case "aws.events.event.ingestion-time" -> StringNode.valueOf(match.ingested().toString());
      case "aws.events.event.json" -> event.tree();
      default -> {
        ObjectNode bare = event.tree().deepCopy();
        bare.remove("detail");
        yield bare;
      }
    };
  }

  private static String escaped(String text) {
    String quoted = BusEvent.quoted(text);
    return quoted.substring(1, quoted.length() - 1);
  }
}
