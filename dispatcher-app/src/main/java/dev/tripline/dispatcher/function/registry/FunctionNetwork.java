package dev.tripline.dispatcher.function.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A network that functions may be in. Immutable.
///
/// @param vpcId as functions in it show it
/// @param revision another one for each change of the rules
/// @param securityGroups ids that functions name beside subnets, as AWS demands; they carry no rules
/// @param egress whether public addresses can be reached too
/// @param nameservers addresses, or `host` for the dispatcher's own resolver
public record FunctionNetwork(
    String name,
    String vpcId,
    String revision,
    List<Subnet> subnets,
    List<String> securityGroups,
    boolean egress,
    List<String> nameservers,
    Instant createdAt,
    Instant updatedAt) {

  /// @param id by which functions name it
  /// @param cidrs the blocks of addresses that belong to it
  public record Subnet(String id, List<String> cidrs) {
    public Subnet {
      cidrs = List.copyOf(cidrs);
    }
  }

  public FunctionNetwork {
    subnets = List.copyOf(subnets);
    securityGroups = List.copyOf(securityGroups);
    nameservers = List.copyOf(nameservers);
  }

  /// Whether the rules are the same, whatever else differs.
  public boolean hasRulesOf(FunctionNetwork other) {
    return subnets.equals(other.subnets)
        && securityGroups.equals(other.securityGroups)
        && egress == other.egress
        && nameservers.equals(other.nameservers);
  }

  /// The ids by which functions name it.
  public Stream<String> ids() {
    return Stream.concat(subnets.stream().map(Subnet::id), securityGroups.stream());
  }

  /// The first of the ids that is not one of its own.
  public Optional<String> unknown(List<String> asked) {
    List<String> own = ids().toList();
    return asked.stream().filter(id -> !own.contains(id)).findFirst();
  }
}
