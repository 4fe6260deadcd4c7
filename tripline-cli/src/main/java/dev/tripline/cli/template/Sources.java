package dev.tripline.cli.template;

import dev.tripline.cli.output.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Sources of triggers, as `POST /v1/triggers` takes them, of what templates say in words of their own.
public final class Sources {
  private static final String ALL_PATHS = "/{proxy+}";

  /// Members that sources of a kind have by templates alone, and so lose with them.
  private static final Map<String, List<String>> OPTIONAL =
      Map.of(
          "schedule", List.of("timeZone", "start", "end", "flexibleWindowMinutes", "input"),
          "event-bus", List.of("pattern", "input"),
          "topic", List.of("filterPolicy", "filterPolicyScope"),
          "s3", List.of("buckets", "prefix", "suffix"));

  private Sources() {}

  /// The merge patch of a trigger's source by which it is as a template has it now.
  static Map<String, @Nullable Object> patch(Json before, Map<String, Object> wanted) {
    String kind = before.get("kind").text();
    Map<String, @Nullable Object> known = new LinkedHashMap<>();
    for (String name : OPTIONAL.getOrDefault(kind, List.of())) {
      known.put(name, before.get(name).raw());
    }
    if (kind.equals("route") && before.get("auth").text().equals("none")) {
      known.put("auth", "none");
    }
    known.values().removeIf(Objects::isNull);
    Map<String, @Nullable Object> patch = Members.patch(Json.of(known), wanted);
    patch.remove("kind");
    return patch;
  }

  /// @param method in any case; empty or `*` for all
  /// @param path empty or `*` for all
  /// @param payload the payload format
  /// @param open whether callers need no proof
  public static Map<String, Object> route(
      String method, String path, String payload, boolean open) {
    boolean all = List.of("", "*", "x-amazon-apigateway-any-method").contains(method);
    Map<String, Object> source = of("route");
    source.put("method", all ? "ANY" : method.toUpperCase(Locale.ROOT));
    source.put("path", path.isEmpty() || path.equals("*") ? ALL_PATHS : withSlash(path));
    source.put("payload", payload);
    if (open) {
      source.put("auth", "none");
    }
    return source;
  }

  private static String withSlash(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  /// @param input in place of the scheduled event: a value, or a text that is JSON; missing for the event
  public static Map<String, Object> schedule(String expression, Json timeZone, Json input) {
    Map<String, Object> source = of("schedule");
    source.put("expression", expression);
    Members.put(source, "timeZone", timeZone);
    byte[] text = input.text().getBytes(StandardCharsets.UTF_8);
    Members.put(source, "input", Json.read(text).orElse(input));
    return source;
  }

  /// @param bus its name or ARN; empty for the default one
  public static Map<String, Object> bus(String bus, Json pattern, Map<String, Object> input) {
    Map<String, Object> source = of("event-bus");
    if (!bus.isEmpty()) {
      source.put("bus", bus.replaceFirst(".*:event-bus/", ""));
    }
    Members.put(source, "pattern", pattern);
    if (!input.isEmpty()) {
      source.put("input", input);
    }
    return source;
  }

  /// What a function gets in place of an event of a bus: the first of these that is given; empty for none.
  public static Map<String, Object> input(Json json, Json path, Json template, Json paths) {
    Map<String, Object> input = new LinkedHashMap<>();
    if (!json.isMissing()) {
      input.put("json", json.text());
    } else if (!path.isMissing()) {
      input.put("path", path.text());
    } else if (!template.isMissing()) {
      input.put("template", template.text());
      Members.put(input, "paths", paths);
    }
    return input;
  }

  /// @param topic its name or ARN
  public static Map<String, Object> topic(String topic, Json filterPolicy, Json scope) {
    Map<String, Object> source = of("topic");
    source.put("topic", topic.substring(topic.lastIndexOf(':') + 1));
    Members.put(source, "filterPolicy", filterPolicy);
    Members.put(source, "filterPolicyScope", scope);
    return source;
  }

  /// @param bucket empty for all
  public static Map<String, Object> bucket(String bucket, List<String> events) {
    Map<String, Object> source = of("s3");
    source.put("events", events);
    if (!bucket.isEmpty()) {
      source.put("buckets", List.of(bucket));
    }
    return source;
  }

  private static Map<String, Object> of(String kind) {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("kind", kind);
    return source;
  }
}
