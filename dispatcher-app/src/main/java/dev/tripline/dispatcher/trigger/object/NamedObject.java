package dev.tripline.dispatcher.trigger.object;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether what a store answers with is what a notification has named: not every store, or proxy before one,
/// keeps to it. Pure.
final class NamedObject {
  private NamedObject() {}

  /// Whether a path with this key may be resolved to another one: the buckets that a trigger may read would
  /// be no bound.
  static boolean leadsElsewhere(String key) {
    return Stream.of(key.split("/", -1)).anyMatch(part -> part.equals(".") || part.equals(".."));
  }

  /// Whether an answer has another eTag than was asked for: the condition was not heeded.
  ///
  /// @param answered with or without quotes; null if the store tells none
  static boolean isAnother(String wanted, @Nullable String answered) {
    return answered != null && !answered.replace("\"", "").equals(wanted);
  }
}
