package dev.tripline.cli.template;

import dev.tripline.cli.output.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Members of objects on their way from a template into a request; those without a value are left out.
public final class Members {
  private static final Set<String> NUMBERS =
      Set.of(
          "Timeout",
          "MemorySize",
          "Size",
          "BatchSize",
          "MaximumBatchingWindowInSeconds",
          "MaximumConcurrency",
          "MaximumEventAgeInSeconds",
          "MaximumRecordAgeInSeconds",
          "MaximumRetryAttempts",
          "ParallelizationFactor",
          "TumblingWindowInSeconds");
  private static final Set<String> SWITCHES = Set.of("Enabled", "BisectBatchOnFunctionError");
  private static final Set<String> GROUPS = Set.of("EphemeralStorage", "ScalingConfig");

  private Members() {}

  public static Map<String, Object> of(Json object) {
    Map<String, Object> members = new LinkedHashMap<>();
    object.names().forEach(name -> put(members, name, object.get(name)));
    return members;
  }

  public static void put(Map<String, Object> members, String name, Json value) {
    Object raw = value.raw();
    if (raw != null) {
      members.put(name, raw);
    }
  }

  /// Numbers and switches as such where they came as texts, as parameters and variables do.
  static Map<String, Object> typed(Map<String, Object> members) {
    Map<String, Object> typed = new LinkedHashMap<>(members);
    typed.replaceAll(Members::typed);
    return typed;
  }

  private static Object typed(String name, Object value) {
    if (GROUPS.contains(name) && value instanceof Map<?, ?>) {
      return typed(of(Json.of(value)));
    }
    if (value instanceof String text) {
      if (NUMBERS.contains(name) && text.matches("-?[0-9]{1,9}")) {
        return Long.valueOf(text);
      }
      if (SWITCHES.contains(name) && text.matches("true|false")) {
        return Boolean.valueOf(text);
      }
    }
    return value;
  }

  /// YAML takes `1` and `true` for what they are; variables and tags are texts.
  public static Map<String, Object> texts(Json object) {
    Map<String, Object> texts = new LinkedHashMap<>();
    object.names().forEach(name -> texts.put(name, object.get(name).text()));
    return texts;
  }
}
