package dev.tripline.dispatcher.resource;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.audit.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// All that an operator does with shared resources. An unknown one is an [ApiProblem] 404. Blocking; safe
/// for many threads.
public final class Resources {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int MOST = 100_000;

  private final ResourceStore store;
  private final List<ResourceUsers> users;
  private final Audit audit;

  Resources(ResourceStore store, List<ResourceUsers> users, Audit audit) {
    this.store = store;
    this.users = List.copyOf(users);
    this.audit = audit;
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// A resource as it is shown.
  ///
  /// @param budget the executions that all nodes together run against it at most
  /// @param held the part of the budget that nodes have at present, in use or not
  /// @param usedBy for instance `function orders`
  public record View(
      String name,
      int budget,
      long held,
      List<String> usedBy,
      Instant createdAt,
      Instant updatedAt) {}

  /// The answer to a put.
  record Put(View resource, boolean created) {}

  /// All resources, by name.
  List<View> list() {
    return store.list().stream().map(this::view).toList();
  }

  public View find(String name) {
    return view(existing(name));
  }

  /// Makes or changes a resource. A smaller budget holds as executions end; nothing is cut off.
  Put put(String name, int budget, Actor actor) {
    if (!isName(name)) {
      throw ApiProblem.invalid("name", "1 to 64 letters, digits, - and _ are expected");
    }
    if (budget < 1 || budget > MOST) {
      throw ApiProblem.invalid("budget", "must be a whole number from 1 to " + MOST);
    }
    store.put(name, budget);
    ResourceStore.Resource put = existing(name);
    audit.record(
        actor,
        "PutResource",
        Audit.RESOURCE,
        name,
        Map.of("budget", Integer.toString(budget), "version", Long.toString(put.version())));
    return new Put(view(put), put.version() == 1);
  }

  /// @throws ApiProblem 409 if something uses it
  void delete(String name, Actor actor) {
    List<String> using = users(name);
    if (!using.isEmpty()) {
      throw ApiProblem.conflict("the resource " + name + " is used by " + String.join(", ", using));
    }
    if (!store.delete(name)) {
      throw unknown(name);
    }
    audit.record(actor, "DeleteResource", Audit.RESOURCE, name, Map.of());
  }

  private ResourceStore.Resource existing(String name) {
    return store.find(name).orElseThrow(() -> unknown(name));
  }

  private List<String> users(String name) {
    return users.stream().flatMap(some -> some.of(name).stream()).sorted().toList();
  }

  private View view(ResourceStore.Resource resource) {
    return new View(
        resource.name(),
        resource.budget(),
        resource.held(),
        users(resource.name()),
        resource.createdAt(),
        resource.updatedAt());
  }

  private static ApiProblem unknown(String name) {
    return ApiProblem.notFound("there is no resource " + name);
  }
}
