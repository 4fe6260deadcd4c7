package dev.tripline.runtime.network;

import dev.tripline.spi.network.SpecialBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The interface, routes and resolver of a network namespace: what has no route cannot be reached, and a
/// function lacks the right to make one.
///
/// @param block addresses of the interface, of the gateway on it and of the resolver
/// @param usesHostResolver whether names are resolved by this machine's resolver
/// @param commands for `ip -batch`, once the interface is up
/// @param resolverFile content of `/etc/resolv.conf`
record NetworkPlan(
    Ipv4Block block, boolean usesHostResolver, String commands, String resolverFile) {
  static final String INTERFACE = "tap0";
  private static final int GATEWAY = 2; // places in the block, as slirp4netns has them
  private static final int RESOLVER = 3;

  private static final List<Ipv4Block> PLACES =
      blocks("10.0.2.0/24", "172.31.254.0/24", "192.168.254.0/24", "100.127.254.0/24");

  private static final List<Ipv4Block> NOT_PUBLIC =
      SpecialBlocks.IPV4.stream().map(Ipv4Block::parse).toList();

  /// The metadata services of clouds, which give credentials to whoever reaches them.
  private static final List<Ipv4Block> METADATA =
      blocks(
          "169.254.169.254", "169.254.170.2", "169.254.170.23", "168.63.129.16", "100.100.100.200");

  /// Addresses of this machine and of metadata services are closed unless the network names them alone,
  /// even where a larger block of it holds them.
  ///
  /// @param own this machine's addresses
  static NetworkPlan of(WorkerNetwork network, List<Ipv4Block> own) {
    Ipv4Block place = place(network.blocks());
    List<String> commands = new ArrayList<>();
    commands.add("route flush dev " + INTERFACE);
    String way = "via " + place.address(GATEWAY) + " dev " + INTERFACE + " onlink";
    List<Ipv4Block> open = network.blocks().stream().distinct().toList();
    for (Ipv4Block block : open) {
      commands.add("route add " + block + " " + way);
    }
    Stream.concat(own.stream(), METADATA.stream())
        .distinct()
        .filter(address -> !open.contains(address))
        .forEach(address -> commands.add("route add unreachable " + address));
    NOT_PUBLIC.stream()
        .filter(block -> open.stream().noneMatch(named -> named.contains(block)))
        .forEach(block -> commands.add("route add unreachable " + block));
    boolean host = network.nameservers().contains(WorkerNetwork.HOST);
    if (host) {
      commands.add("route add " + place.address(RESOLVER) + " dev " + INTERFACE + " scope link");
    }
    commands.add(network.egress() ? "route add default " + way : "route add unreachable default");
    return new NetworkPlan(
        place, host, String.join("\n", commands) + "\n", resolverFile(network, place));
  }

  /// Addresses for the interface that are none of the network's.
  ///
  /// @throws IllegalArgumentException if there are none
  static Ipv4Block place(List<Ipv4Block> network) {
    return PLACES.stream()
        .filter(block -> network.stream().noneMatch(block::overlaps))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "one of the blocks %s has to be outside of the network".formatted(PLACES)));
  }

  private static String resolverFile(WorkerNetwork network, Ipv4Block place) {
    StringBuilder file = new StringBuilder("# Network " + network.name() + "\n");
    for (String server : network.nameservers()) {
      file.append("nameserver ")
          .append(server.equals(WorkerNetwork.HOST) ? place.address(RESOLVER) : server)
          .append('\n');
    }
    return file.toString();
  }

  private static List<Ipv4Block> blocks(String... texts) {
    return Stream.of(texts).map(Ipv4Block::parse).toList();
  }
}
