package dev.tripline.dispatcher.trigger.kind.route;

import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Finds the route of a request. Of several, the most specific one: first by its path, then by its method.
/// Never blocks; safe for many threads.
final class RouteTable {
  private static final Comparator<Entry> SPECIFIC =
      Comparator.comparing((Entry entry) -> entry.route().path(), RoutePath.SPECIFIC)
          .thenComparing(entry -> entry.route().method().equals(RouteSource.ANY));

  private final Supplier<List<LocalTrigger>> triggers;
  private volatile Snapshot snapshot = new Snapshot(List.of(), List.of());

  /// @param triggers of this node; another list after each change
  RouteTable(Supplier<List<LocalTrigger>> triggers) {
    this.triggers = triggers;
  }

  record Entry(LocalTrigger trigger, RouteSource route) {}

  private record Snapshot(List<LocalTrigger> triggers, List<Entry> routes) {}

  /// The outcome of a search.
  sealed interface Search {
    /// @param parameters of the path
    record Found(Entry entry, Map<String, String> parameters) implements Search {}

    /// The path has routes of other methods only.
    record OtherMethods(Set<String> methods) implements Search {}

    record Nowhere() implements Search {}
  }

  /// @param path below the prefix of all routes, as it was sent
  Search find(String method, String path) {
    Set<String> others = new TreeSet<>();
    for (Entry entry : routes()) {
      Optional<Map<String, String>> parameters = entry.route().path().match(path);
      if (parameters.isPresent()) {
        String wanted = entry.route().method();
        if (wanted.equals(method) || wanted.equals(RouteSource.ANY)) {
          return new Search.Found(entry, parameters.get());
        }
        others.add(wanted);
      }
    }
    return others.isEmpty() ? new Search.Nowhere() : new Search.OtherMethods(others);
  }

  private List<Entry> routes() {
    List<LocalTrigger> now = triggers.get();
    Snapshot known = snapshot;
    if (!known.triggers().equals(now)) {
      List<Entry> routes = new ArrayList<>();
      for (LocalTrigger one : now) {
        if (one.trigger().source() instanceof RouteSource route) {
          routes.add(new Entry(one, route));
        }
      }
      routes.sort(SPECIFIC);
      known = new Snapshot(now, List.copyOf(routes));
      snapshot = known;
    }
    return known.routes();
  }
}
