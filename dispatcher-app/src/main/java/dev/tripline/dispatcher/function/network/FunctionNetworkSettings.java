package dev.tripline.dispatcher.function.network;

import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.runtime.network.Ipv4Block;
import dev.tripline.runtime.network.WorkerNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The network of functions without a `VpcConfig`.
///
/// @param mode `host`: that of the dispatcher's machine, with all that it reaches; `own`: a network of their
///     own, out of which they reach what the other settings here name. The start is refused on a host that
///     lacks the means for it (docs/networks.md)
/// @param reach private addresses and blocks (`10.1.0.0/16`) that they reach with `own`, up to 64
/// @param egress whether they reach public addresses with `own`
/// @param nameservers where names are resolved with `own`: up to three addresses, or `host` for the resolver
///     of the dispatcher's machine; if not set, `host` with egress and none without
@ConfigurationProperties("tripline.function-network")
public record FunctionNetworkSettings(
    @DefaultValue("host") Mode mode,
    @DefaultValue List<String> reach,
    @DefaultValue("true") boolean egress,
    @DefaultValue List<String> nameservers) {

  /// Whose network functions are in.
  public enum Mode {
    HOST,
    OWN
  }

  public FunctionNetworkSettings {
    reach = List.copyOf(reach);
    nameservers = List.copyOf(nameservers);
    if (mode == Mode.HOST && !(reach.isEmpty() && egress && nameservers.isEmpty())) {
      throw new IllegalArgumentException(
          "tripline.function-network: reach, egress and nameservers need mode=own");
    }
    List<FieldError> errors = new ArrayList<>();
    List<Ipv4Block> blocks = NetworkRules.blocks("reach", reach, errors);
    NetworkRules.nameservers(nameservers, egress, blocks, errors);
    NetworkRules.place("reach", blocks, errors);
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          errors.stream()
              .map(error -> "tripline.function-network." + error.field() + ": " + error.message())
              .collect(Collectors.joining("; ")));
    }
  }

  /// Whether no function is in the network of the dispatcher's machine.
  public boolean isOwn() {
    return mode == Mode.OWN;
  }

  /// The network of functions without a `VpcConfig`; null for that of the dispatcher's machine.
  @Nullable WorkerNetwork network() {
    if (!isOwn()) {
      return null;
    }
    List<String> standard = egress ? List.of(WorkerNetwork.HOST) : List.of();
    return new WorkerNetwork(
        "of functions without a VpcConfig",
        "settings",
        reach.stream().map(Ipv4Block::parse).toList(),
        egress,
        nameservers.isEmpty() ? standard : nameservers);
  }
}
