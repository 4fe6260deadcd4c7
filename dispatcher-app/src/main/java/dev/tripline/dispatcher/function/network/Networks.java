package dev.tripline.dispatcher.function.network;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.function.registry.FunctionNetwork;
import dev.tripline.dispatcher.function.registry.FunctionNetwork.Subnet;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.spi.audit.Actor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All that an operator does with networks of functions. An unknown one is an [ApiProblem] 404. Blocking;
/// safe for many threads.
public final class Networks {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int MOST = 100;

  private final Registry registry;
  private final Audit audit;
  private final InstantSource clock;

  Networks(Registry registry, Audit audit, InstantSource clock) {
    this.registry = registry;
    this.audit = audit;
    this.clock = clock;
  }

  /// The rules of a network as they are asked for.
  record Rules(
      List<Subnet> subnets,
      List<String> securityGroups,
      boolean egress,
      List<String> nameservers) {}

  /// A network as it is shown.
  ///
  /// @param usedBy for instance `function orders`
  public record View(
      String name,
      String vpcId,
      List<Subnet> subnets,
      List<String> securityGroups,
      boolean egress,
      List<String> nameservers,
      List<String> usedBy,
      Instant createdAt,
      Instant updatedAt) {}

  /// The answer to a put.
  record Put(View network, boolean created) {}

  /// All networks, by name.
  List<View> list() {
    return registry.networks().stream()
        .sorted(Comparator.comparing(FunctionNetwork::name))
        .map(this::view)
        .toList();
  }

  View find(String name) {
    return view(existing(name));
  }

  /// Makes or changes a network. After a change its workers are replaced as they fall idle.
  ///
  /// @throws ApiProblem 409 if a function names a subnet or a security group that would be gone
  Put put(String name, Rules rules, Actor actor) {
    if (!NAME.matcher(name).matches()) {
      throw ApiProblem.invalid("name", "1 to 64 letters, digits, - and _ are expected");
    }
    boolean created = registry.network(name).isEmpty();
    FunctionNetwork put =
        Objects.requireNonNull(
            registry.changeNetwork(name, before -> changed(name, before, rules)));
    audit.record(
        actor,
        "PutNetwork",
        Audit.NETWORK,
        name,
        Map.of(
            "egress",
            Boolean.toString(put.egress()),
            "subnets",
            String.join(",", put.subnets().stream().flatMap(it -> it.cidrs().stream()).toList()),
            "nameservers",
            String.join(",", put.nameservers())));
    return new Put(view(put), created);
  }

  private FunctionNetwork changed(String name, @Nullable FunctionNetwork before, Rules rules) {
    Instant now = clock.instant();
    FunctionNetwork after =
        new FunctionNetwork(
            name,
            before == null ? "vpc-" + hex().substring(0, 17) : before.vpcId(),
            hex(),
            rules.subnets(),
            rules.securityGroups(),
            rules.egress(),
            rules.nameservers(),
            before == null ? now : before.createdAt(),
            now);
    Collection<FunctionNetwork> all = registry.networks();
    List<FieldError> errors =
        NetworkRules.errors(after, all.stream().filter(it -> !it.name().equals(name)).toList());
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    if (before == null && all.size() >= MOST) {
      throw ApiProblem.conflict("there are " + MOST + " networks, and can be no more");
    }
    uses(name)
        .forEach(use ->
            after
                .unknown(use.vpc().ids())
                .ifPresent(id -> {
                  throw ApiProblem.conflict(id + " is used by function " + use.function());
                }));
    return before != null && before.hasRulesOf(after) ? before : after;
  }

  /// @throws ApiProblem 409 if a function is in it
  void delete(String name, Actor actor) {
    existing(name);
    registry.changeNetwork(
        name,
        _ -> {
          List<String> using = users(name);
          if (!using.isEmpty()) {
            throw ApiProblem.conflict(
                "the network " + name + " is used by " + String.join(", ", using));
          }
          return null;
        });
    audit.record(actor, "DeleteNetwork", Audit.NETWORK, name, Map.of());
  }

  private FunctionNetwork existing(String name) {
    return registry
        .network(name)
        .orElseThrow(() -> ApiProblem.notFound("there is no network " + name));
  }

  private record Use(String function, FunctionSettings.Vpc vpc) {}

  private Stream<Use> uses(String network) {
    return registry.functions().stream()
        .flatMap(Networks::uses)
        .filter(use -> use.vpc().network().equals(network));
  }

  /// Of all versions, since each may be invoked.
  private static Stream<Use> uses(PackageFunction function) {
    return function.runnable().stream()
        .flatMap(version -> Stream.ofNullable(version.settings().vpc()))
        .map(vpc -> new Use(function.name(), vpc));
  }

  private List<String> users(String network) {
    return uses(network).map(use -> "function " + use.function()).distinct().sorted().toList();
  }

  private View view(FunctionNetwork network) {
    return new View(
        network.name(),
        network.vpcId(),
        network.subnets(),
        network.securityGroups(),
        network.egress(),
        network.nameservers(),
        users(network.name()),
        network.createdAt(),
        network.updatedAt());
  }

  private static String hex() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
