package dev.tripline.dispatcher.trigger.kind.route;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The template of a path: `/orders/{id}`, or `/files/{rest+}` for all below one. Pure.
///
/// @param text as it was written
record RoutePath(String text, List<Segment> segments) {
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~!$&'()*+,=:@-]{1,128}");
  private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z0-9_-]{1,64})(\\+)?}");
  private static final int MOST_SEGMENTS = 32;

  /// The more specific comes first, segment by segment.
  static final Comparator<RoutePath> SPECIFIC =
      (one, other) -> {
        int shorter = Math.min(one.segments.size(), other.segments.size());
        for (int i = 0; i < shorter; i++) {
          int order = one.segments.get(i).kind().compareTo(other.segments.get(i).kind());
          if (order != 0) {
            return order;
          }
        }
        return Integer.compare(other.segments.size(), one.segments.size());
      };

  /// @param name of the parameter, or the text itself
  record Segment(Kind kind, String name) {}

  /// The more specific comes first.
  enum Kind {
    LITERAL,
    PARAMETER,
    /// Stands for one segment and all behind it.
    REST
  }

  /// @throws IllegalArgumentException that says why it is none
  static RoutePath parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("must begin with a slash");
    }
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    String[] parts = text.substring(1).split("/", -1);
    for (int i = 0; i < parts.length && !text.equals("/"); i++) {
      if (parts[i].equals(".") || parts[i].equals("..")) {
        throw new IllegalArgumentException(
            "must not have the parts . and .., with which no request gets here");
      }
      Matcher parameter = PARAMETER.matcher(parts[i]);
      if (parameter.matches()) {
        boolean rest = parameter.group(2) != null;
        if (rest && i < parts.length - 1) {
          throw new IllegalArgumentException("{NAME+} must be the last part");
        }
        if (!names.add(parameter.group(1))) {
          throw new IllegalArgumentException("has two parts named " + parameter.group(1));
        }
        segments.add(new Segment(rest ? Kind.REST : Kind.PARAMETER, parameter.group(1)));
      } else if (LITERAL.matcher(parts[i]).matches()) {
        segments.add(new Segment(Kind.LITERAL, parts[i]));
      } else {
        throw new IllegalArgumentException(
            "must have parts of letters, digits and -._~!$&'()*+,=:@, or {NAME}, between slashes");
      }
    }
    if (segments.size() > MOST_SEGMENTS) {
      throw new IllegalArgumentException("may have " + MOST_SEGMENTS + " parts");
    }
    return new RoutePath(text, List.copyOf(segments));
  }

  /// The parameters that a path has, decoded; empty if the template does not stand for it.
  ///
  /// @param path as it was sent
  Optional<Map<String, String>> match(String path) {
    String[] parts = path.equals("/") ? new String[0] : path.substring(1).split("/", -1);
    boolean rest = !segments.isEmpty() && segments.getLast().kind() == Kind.REST;
    if (rest ? parts.length < segments.size() : parts.length != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      switch (segment.kind()) {
        case LITERAL -> {
          if (!segment.name().equals(decoded(parts[i]))) {
            return Optional.empty();
          }
        }
        case PARAMETER -> {
          if (parts[i].isEmpty()) {
            return Optional.empty();
          }
          parameters.put(segment.name(), decoded(parts[i]));
        }
        case REST ->
            parameters.put(
                segment.name(), decoded(String.join("/", List.of(parts).subList(i, parts.length))));
      }
    }
    return Optional.of(parameters);
  }

  /// The same for templates that stand for the same paths.
  String shape() {
    StringBuilder shape = new StringBuilder();
    for (Segment segment : segments) {
      shape
          .append('/')
          .append(
              switch (segment.kind()) {
                case LITERAL -> segment.name();
                case PARAMETER -> "{}";
                case REST -> "{+}";
              });
    }
    return shape.isEmpty() ? "/" : shape.toString();
  }

  /// The guard before all routes has refused what is not correctly encoded.
  private static String decoded(String part) {
    return part.indexOf('%') < 0
        ? part
        : URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
