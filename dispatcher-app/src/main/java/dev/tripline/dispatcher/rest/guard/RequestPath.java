package dev.tripline.dispatcher.rest.guard;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Refuses paths that name one thing to one reader and another to the next: rules by path, of this filter
/// and of those behind it, and the routes all see the same. Pure.
final class RequestPath {
  private static final int LONGEST = 4_096;

  private RequestPath() {}

  /// @param path as it was sent, without the query
  /// @return the objection in words; null if there is none
  static @Nullable String objection(String path) {
    if (path.length() > LONGEST) {
      return "the path may have " + LONGEST + " characters";
    }
    if (!path.startsWith("/")) {
      return "the path must begin with a slash";
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '\\' || c == ';') {
        return c == ';'
            ? "a semicolon in the path must be sent as %3B"
            : "the path has a character that must be percent-encoded";
      }
      if (c == '%') {
        String objection = escape(path, i);
        if (objection != null) {
          return objection;
        }
        i += 2;
      }
    }
    return segments(path);
  }

  private static @Nullable String escape(String path, int at) {
    int value =
        at + 2 < path.length() ? hex(path.charAt(at + 1)) * 16 + hex(path.charAt(at + 2)) : -1;
    if (value < 0) {
      return "a percent sign in the path must be sent as %25";
    }
    return value == 0 || value == '\\' ? "the path has an encoded NUL or backslash" : null;
  }

  /// Below any value if it is no digit.
  private static int hex(char c) {
    int digit = c < 0x80 ? Character.digit(c, 16) : -1;
    return digit < 0 ? -1_000 : digit;
  }

  /// No dot segments, encoded or not, and no empty ones but a last: those that a slash ends.
  private static @Nullable String segments(String path) {
    String decoded =
        path.indexOf('%') < 0
            ? path
            : path.toLowerCase(Locale.ROOT).replace("%2e", ".").replace("%2f", "/");
    if (!decoded.contains("//") && !decoded.contains("/.")) {
      return null;
    }
    String[] segments = decoded.substring(1).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      if (segments[i].equals(".") || segments[i].equals("..")) {
        return "the path has a . or .. segment";
      }
      if (segments[i].isEmpty() && i < segments.length - 1) {
        return "the path has an empty segment";
      }
    }
    return null;
  }
}
