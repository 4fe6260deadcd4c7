package dev.tripline.dispatcher.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the query parameters that a route does not have, so that a mistyped filter is no filter that
/// matches all.
final class QueryParameters {
  private QueryParameters() {}

  /// @param query as it stands in the URI; null if there is none
  /// @param known the parameters of the route
  static List<FieldError> objections(@Nullable String query, Set<String> known) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      String name = decoded(pair.split("=", 2)[0]);
      if (!seen.add(name)) {
        errors.add(new FieldError(name, "is given twice"));
      } else if (!known.contains(name)) {
        errors.add(new FieldError(name, "is not known here"));
      }
    }
    return errors;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }
}
