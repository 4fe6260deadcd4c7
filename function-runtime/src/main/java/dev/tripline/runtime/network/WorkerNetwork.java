package dev.tripline.runtime.network;

import java.util.List;

/// A network that workers of a function are in. There is none whose blocks leave no place for addresses
/// of a worker's own.
///
/// @param revision another one for each change of the rules: workers of an old one are replaced
/// @param blocks the addresses that belong to it
/// @param egress whether public addresses can be reached too
/// @param nameservers where names are resolved; [#HOST] is the resolver of this machine. Empty if names
///     are not resolved
public record WorkerNetwork(
    String name,
    String revision,
    List<Ipv4Block> blocks,
    boolean egress,
    List<String> nameservers) {
  public static final String HOST = "host";

  public WorkerNetwork {
    blocks = List.copyOf(blocks);
    nameservers = List.copyOf(nameservers);
    NetworkPlan.place(blocks);
  }
}
