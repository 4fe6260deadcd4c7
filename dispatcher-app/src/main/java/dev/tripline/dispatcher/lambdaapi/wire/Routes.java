package dev.tripline.dispatcher.lambdaapi.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which operation a method and path stand for. Filled at start, then read by many threads.
public final class Routes {
  private final Map<String, List<Route>> byMethodAndLength = new HashMap<>();

  /// @param path as in the API's reference: `/2015-03-31/functions/{FunctionName}/code`
  public Routes add(String method, String path, Operation operation) {
    String[] parts = path.substring(1).split("/", -1);
    byMethodAndLength
        .computeIfAbsent(method + parts.length, _ -> new ArrayList<>())
        .add(new Route(parts, operation));
    return this;
  }

  /// @param parts of the path, decoded; a trailing empty one is left out
  @Nullable Match find(String method, List<String> parts) {
    for (Route route : byMethodAndLength.getOrDefault(method + parts.size(), List.of())) {
      Map<String, String> labels = route.match(parts);
      if (labels != null) {
        return new Match(route.operation, labels);
      }
    }
    return null;
  }

  record Match(Operation operation, Map<String, String> labels) {}

  private record Route(String[] pattern, Operation operation) {

    @Nullable Map<String, String> match(List<String> parts) {
      Map<String, String> labels = new HashMap<>();
      for (int i = 0; i < pattern.length; i++) {
        String expected = pattern[i];
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
}
