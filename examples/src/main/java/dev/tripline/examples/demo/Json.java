package dev.tripline.examples.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks into JSON that was read into maps and lists.
final class Json {
  private Json() {}

  /// The value as an object; an empty one if it is none.
  static Map<String, @Nullable Object> object(@Nullable Object value) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> object.put(String.valueOf(name), member));
    }
    return object;
  }

  /// The value as a list; an empty one if it is none.
  static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  static String text(Map<String, @Nullable Object> object, String name) {
    Object value = object.get(name);
    return value == null ? "" : value.toString();
  }

  static long number(Map<String, @Nullable Object> object, String name) {
    return object.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
