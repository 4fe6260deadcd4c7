package dev.tripline.dispatcher.lambdaapi.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The operation that a request asks for. Every operation of the Lambda API has its place; those
/// that nobody offers refuse by their name. Filled at start, then read by many threads.
public final class Routes {
  private final Map<String, List<Route>> byMethodAndLength = new HashMap<>();
  private final Map<String, Operation> offered = new HashMap<>();

  public Routes() {
    LambdaOperations.ALL.forEach(this::put);
  }

  /// @param name AWS's name of the operation, such as `CreateFunction`
  /// @throws IllegalArgumentException if there is no such operation, or if it is offered already
  public Routes add(String name, Operation operation) {
    if (LambdaOperations.ALL.stream().noneMatch(route -> route.name().equals(name))) {
      throw new IllegalArgumentException("the Lambda API has no operation " + name);
    }
    return offer(name, operation);
  }

  /// Adds an operation of our own.
  ///
  /// @param path with labels in braces: `/packages/{Key}`
  public Routes addOwn(String name, String method, String path, Operation operation) {
    put(Route.of(name, method, path));
    return offer(name, operation);
  }

  /// @param parts of the path, decoded; a trailing empty one is left out
  /// @param query as it was sent
  @Nullable Match find(String method, List<String> parts, @Nullable String query) {
    for (Route route : byMethodAndLength.getOrDefault(method + parts.size(), List.of())) {
      Map<String, String> labels = route.match(parts, query);
      if (labels != null) {
        return new Match(route.name(), labels);
      }
    }
    return null;
  }

  /// @throws ApiException 501 if it is not offered
  Operation operation(String name) {
    Operation operation = offered.get(name);
    if (operation == null) {
      throw new ApiException(
          ErrorType.NOT_OFFERED, "The operation " + name + " is not offered yet.");
    }
    return operation;
  }

  /// @param name the operation's
  /// @param labels parts of the path
  record Match(String name, Map<String, String> labels) {}

  private void put(Route route) {
    byMethodAndLength
        .computeIfAbsent(route.method() + route.pattern().size(), _ -> new ArrayList<>())
        .add(route);
  }

  private Routes offer(String name, Operation operation) {
    if (offered.putIfAbsent(name, operation) != null) {
      throw new IllegalArgumentException(name + " is offered already");
    }
    return this;
  }
}
