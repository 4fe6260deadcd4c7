package dev.tripline.dispatcher.function.network;

import dev.tripline.dispatcher.function.registry.FunctionNetwork;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Finds the network that the subnets and security groups of a request belong to. Safe for many threads.
///
/// @param networks all networks
/// @param means of this host
public record VpcChoice(Supplier<Collection<FunctionNetwork>> networks, Means means) {

  /// The means for networks of functions on this host.
  @FunctionalInterface
  public interface Means {

    /// Why there are none, with the remedy; empty if there are.
    Optional<String> whyNone() throws InterruptedException;
  }

  /// The end of a search.
  public sealed interface Outcome {

    /// The request names nothing: the host's network.
    record None() implements Outcome {}

    record Chosen(FunctionSettings.Vpc vpc) implements Outcome {}

    /// @param reason in AWS's words, as far as AWS has some
    record Refused(String reason) implements Outcome {}
  }

  /// May block for a moment the first time, while the means are tried.
  public Outcome of(List<String> subnetIds, List<String> securityGroupIds) {
    if (subnetIds.isEmpty() && securityGroupIds.isEmpty()) {
      return new Outcome.None();
    }
    if (subnetIds.isEmpty() || securityGroupIds.isEmpty()) {
      return new Outcome.Refused("SubnetIds and SecurityIds must coexist or be both empty list.");
    }
    List<FunctionNetwork> all =
        networks.get().stream().sorted(Comparator.comparing(FunctionNetwork::name)).toList();
    for (String id : subnetIds) {
      if (all.stream().noneMatch(network -> hasSubnet(network, id))) {
        return new Outcome.Refused(
            "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2"
                + " Error Message: The subnet ID '"
                + id
                + "' does not exist");
      }
    }
    for (String id : securityGroupIds) {
      if (all.stream().noneMatch(network -> network.securityGroups().contains(id))) {
        return new Outcome.Refused(
            "Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound."
                + " EC2 Error Message: The security group '"
                + id
                + "' does not exist");
      }
    }
    return all.stream()
        .filter(network -> subnetIds.stream().allMatch(id -> hasSubnet(network, id)))
        .filter(network -> network.securityGroups().containsAll(securityGroupIds))
        .findFirst()
        .map(network -> onThisHost(network, subnetIds, securityGroupIds))
        .orElseGet(() ->
            new Outcome.Refused(
                "The subnets and security groups of a function must belong to one VPC."));
  }

  private Outcome onThisHost(
      FunctionNetwork network, List<String> subnetIds, List<String> securityGroupIds) {
    try {
      return means
          .whyNone()
          .<Outcome>map(why ->
              new Outcome.Refused(
                  "VpcConfig cannot act on this host, which lacks the means for networks of"
                      + " functions: "
                      + why))
          .orElseGet(() ->
              new Outcome.Chosen(
                  new FunctionSettings.Vpc(
                      network.name(), network.vpcId(), subnetIds, securityGroupIds)));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Outcome.Refused("The request was interrupted.");
    }
  }

  private static boolean hasSubnet(FunctionNetwork network, String id) {
    return network.subnets().stream().anyMatch(subnet -> subnet.id().equals(id));
  }
}
