package dev.tripline.dispatcher.access.rule;

import dev.tripline.spi.text.StarPattern;
import java.util.List;

/// The thing that an operation is about.
///
/// @param kind such as `function` or `trigger`
/// @param name `*` for all of them, as in a list
public record Resource(String kind, String name) {
  /// All there is.
  public static final Resource ANY = new Resource("*", "*");

  /// The kinds that operations are about.
  private static final List<String> KINDS =
      List.of(
          "access-key",
          "activity",
          "alert",
          "audit",
          "dead-letter",
          "dead-letter-class",
          "event-bus",
          "event-source-mapping",
          "function",
          "invocation",
          "layer",
          "network",
          "redrive",
          "resource",
          "sandbox",
          "secret",
          "session",
          "store",
          "topic",
          "trigger",
          "undelivered",
          "user");

  public static Resource function(String name) {
    return new Resource("function", name);
  }

  /// The kinds that there are, as a text for people.
  public static String kinds() {
    return String.join(", ", KINDS);
  }

  public static boolean isKind(String kind) {
    return KINDS.contains(kind);
  }

  /// Whether the kind of a pattern such as `function:orders-*` is one that there is; its stars stand for
  /// any text. `*` alone stands for everything.
  public static boolean namesKind(String pattern) {
    int colon = pattern.indexOf(':');
    return pattern.equals("*")
        || (colon > 0
            && KINDS.stream()
                .anyMatch(kind -> StarPattern.matches(pattern.substring(0, colon), kind)));
  }

  /// Whether a pattern such as `function:orders-*` stands for it; a star stands for any text. One that
  /// names a function stands for its versions and aliases too.
  boolean matches(String pattern) {
    if (pattern.equals("*")) {
      return true;
    }
    int qualifier = name.indexOf(':');
    return StarPattern.matches(pattern, toString())
        || (qualifier > 0
            && StarPattern.matches(pattern, kind + ":" + name.substring(0, qualifier)));
  }

  /// Whether each resource that a pattern stands for is one that these patterns stand for.
  static boolean cover(List<String> patterns, String pattern) {
    // A star of the text is matched by stars only, so that any text may stand in its place.
    int colon = pattern.indexOf(':');
    Resource all =
        colon < 0 ? ANY : new Resource(pattern.substring(0, colon), pattern.substring(colon + 1));
    return patterns.stream().anyMatch(all::matches);
  }

  /// `KIND:NAME`
  @Override
  public String toString() {
    return kind + ":" + name;
  }
}
