package dev.tripline.dispatcher.lambdaapi.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The operation that a request asks for. Every operation of the Lambda API has its place; those
/// that nobody offers refuse by their name. Filled at start, then read by many threads.
public final class Routes {
  /// The remedy for operations that nobody offers, by a part of their names. They are refused as
  /// invalid and never as a failure of the service, because clients try a failed call again and
  /// again.
  private static final Map<String, String> INSTEAD =
      Map.of(
          "CapacityProvider", "functions run on this dispatcher's own nodes; leave it out",
          "ScalingConfig", "set reserved or provisioned concurrency",
          "Durable", "retry by asynchronous invocation, or keep the state in a store of your own",
          "RuntimeManagement", "runtimes are those installed on this host");

  private final Map<String, List<Route>> byMethodAndLength = new HashMap<>();
  private final Map<String, Operation> offered = new HashMap<>();

  public Routes() {
    ApiModel.ROUTES.forEach(this::put);
  }

  /// @param name AWS's name of the operation, such as `CreateFunction`
  /// @throws IllegalArgumentException if there is no such operation, or if it is offered already
  public Routes add(String name, Operation operation) {
    if (ApiModel.ROUTES.stream().noneMatch(route -> route.name().equals(name))) {
      throw new IllegalArgumentException("the Lambda API has no operation " + name);
    }
    return offer(name, operation);
  }

  /// As [#add], with an operation whose requests are first held to the published model.
  public Routes checked(String name, Function<Input, Answer> handler) {
    return add(name, ApiModel.request(name).then(handler));
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

  /// The operation of that name. One that is not offered holds its request to the published model
  /// too, and then refuses it.
  Operation operation(String name) {
    Operation operation = offered.get(name);
    return operation == null ? ApiModel.request(name).then(_ -> refuse(name)) : operation;
  }

  private static Answer refuse(String name) {
    String instead =
        INSTEAD.entrySet().stream()
            .filter(entry -> name.contains(entry.getKey()))
            .map(entry -> ": " + entry.getValue())
            .findFirst()
            .orElse("");
    throw ApiException.invalid("The operation " + name + " is not offered yet" + instead + ".");
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
