package dev.tripline.cli.template;

import dev.tripline.cli.output.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /// What a new function or mapping has: an update keeps what it does not name.
  private static final Map<String, Object> UNSET =
      Map.ofEntries(
          Map.entry("Description", ""),
          Map.entry("Timeout", 3),
          Map.entry("MemorySize", 128),
          Map.entry("Environment", Map.of("Variables", Map.of())),
          Map.entry("Layers", List.of()),
          Map.entry("EphemeralStorage", Map.of("Size", 512)),
          Map.entry("DeadLetterConfig", Map.of("TargetArn", "")),
          Map.entry("TracingConfig", Map.of("Mode", "PassThrough")),
          Map.entry("SnapStart", Map.of("ApplyOn", "None")),
          Map.entry("VpcConfig", Map.of("SubnetIds", List.of(), "SecurityGroupIds", List.of())),
          Map.entry("FilterCriteria", Map.of("Filters", List.of())),
          Map.entry("FunctionResponseTypes", List.of()),
          Map.entry("DestinationConfig", Map.of("OnFailure", Map.of())));

  private Members() {}

  /// Names those that are not given, so that an update takes back what an earlier template had.
  public static void reset(Map<String, Object> members, Iterable<String> names) {
    names.forEach(name -> members.putIfAbsent(name, Objects.requireNonNull(UNSET.get(name), name)));
  }

  /// A merge patch (RFC 7396) by which a member has this value and nothing of what it had.
  static Map<String, @Nullable Object> patch(Json before, Map<?, ?> wanted) {
    Map<String, @Nullable Object> patch = new LinkedHashMap<>();
    before.names().forEach(name -> patch.put(name, null));
    wanted.forEach((name, value) ->
        patch.put(
            name.toString(),
            value instanceof Map<?, ?> inner ? patch(before.get(name.toString()), inner) : value));
    return patch;
  }

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
