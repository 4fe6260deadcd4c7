package dev.tripline.dispatcher.function.network;

import dev.tripline.dispatcher.function.registry.FunctionNetwork;
import dev.tripline.dispatcher.function.registry.FunctionSettings;
import dev.tripline.runtime.network.Ipv4Block;
import dev.tripline.runtime.network.WorkerNetwork;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The networks of functions as workers get them. Safe for many threads.
public final class WorkerNetworks {
  private final Function<String, Optional<FunctionNetwork>> known;
  private final @Nullable WorkerNetwork standard;
  private final ConcurrentHashMap<String, WorkerNetwork> made = new ConcurrentHashMap<>();

  /// @param known networks by name
  /// @param standard of functions that name none; null for the network of this machine
  WorkerNetworks(
      Function<String, Optional<FunctionNetwork>> known, @Nullable WorkerNetwork standard) {
    this.known = known;
    this.standard = standard;
  }

  /// The network by its rules of now; null for that of this machine.
  ///
  /// @throws IllegalStateException if there is no such network
  public @Nullable WorkerNetwork of(FunctionSettings.@Nullable Vpc vpc) {
    if (vpc == null) {
      return standard;
    }
    FunctionNetwork network =
        known
            .apply(vpc.network())
            .orElseThrow(() ->
                new IllegalStateException("there is no network " + vpc.network() + " any more"));
    return made.compute(
        network.name(),
        (_, before) ->
            before != null && before.revision().equals(network.revision())
                ? before
                : workerNetwork(network));
  }

  /// All blocks of the network belong together, whatever subnets a function names: there are ways between
  /// the subnets of a VPC.
  private static WorkerNetwork workerNetwork(FunctionNetwork network) {
    return new WorkerNetwork(
        network.name(),
        network.revision(),
        network.subnets().stream()
            .flatMap(subnet -> subnet.cidrs().stream())
            .map(Ipv4Block::parse)
            .toList(),
        network.egress(),
        network.nameservers());
  }
}
