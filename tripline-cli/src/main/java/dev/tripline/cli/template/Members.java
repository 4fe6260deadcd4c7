package dev.tripline.cli.template;

import dev.tripline.cli.output.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/// Members of objects on their way from a template into a request; those without a value are left out.
public final class Members {
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

  /// YAML takes `1` and `true` for what they are; variables and tags are texts.
  public static Map<String, Object> texts(Json object) {
    Map<String, Object> texts = new LinkedHashMap<>();
    object.names().forEach(name -> texts.put(name, object.get(name).text()));
    return texts;
  }
}
