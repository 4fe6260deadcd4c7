package dev.tripline.dispatcher.lambdaapi.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The requests that an operation answers.
///
/// @param name the operation's, as in AWS's reference
/// @param pattern the parts of the path, those with a label in braces
/// @param query `key=value` that the request must have; empty if any will do
record Route(String name, String method, List<String> pattern, String query) {

  /// @param path as in the API's reference: `/2018-10-31/layers?find=LayerVersion`
  static Route of(String name, String method, String path) {
    int mark = path.indexOf('?');
    String parts = mark < 0 ? path : path.substring(0, mark);
    return new Route(
        name,
        method,
        List.of(parts.substring(1).split("/", -1)),
        mark < 0 ? "" : path.substring(mark + 1));
  }

  boolean hasQuery() {
    return !query.isEmpty();
  }

  /// The parts of the path that labels stand for; null if the route does not match.
  @Nullable Map<String, String> match(List<String> parts, @Nullable String queryString) {
    if (hasQuery()
        && (queryString == null || !List.of(queryString.split("&", -1)).contains(query))) {
      return null;
    }
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String expected = pattern.get(i);
      String part = parts.get(i);
      if (expected.startsWith("{")) {
        if (part.isEmpty()) {
          return null;
        }
        labels.put(expected.substring(1, expected.length() - 1), part);
      } else if (!expected.equals(part)) {
        return null;
      }
    }
    return labels;
  }
}
