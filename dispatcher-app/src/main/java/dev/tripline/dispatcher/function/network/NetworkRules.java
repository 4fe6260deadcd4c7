package dev.tripline.dispatcher.function.network;

import dev.tripline.dispatcher.function.registry.FunctionNetwork;
import dev.tripline.dispatcher.function.registry.FunctionNetwork.Subnet;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.runtime.network.Ipv4Block;
import dev.tripline.runtime.network.WorkerNetwork;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The rules for a network's form. Pure.
final class NetworkRules {
  private static final Pattern SUBNET = Pattern.compile("subnet-[0-9a-z]{1,64}");
  private static final Pattern SECURITY_GROUP = Pattern.compile("sg-[0-9a-zA-Z]{1,64}");
  private static final int MOST_SUBNETS = 16; // as many as a function may name
  private static final int MOST_BLOCKS = 64;
  private static final int MOST_GROUPS = 16;
  private static final int MOST_NAMESERVERS = 3; // as resolvers read them
  private static final int WIDEST = 8;

  /// Addresses that are no machines' on a network.
  private static final List<Ipv4Block> NEVER =
      Stream.of("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4")
          .map(Ipv4Block::parse)
          .toList();

  private NetworkRules() {}

  /// All that is wrong with a network.
  ///
  /// @param others the networks beside it, whose ids it cannot have
  static List<FieldError> errors(FunctionNetwork network, Collection<FunctionNetwork> others) {
    List<FieldError> errors = new ArrayList<>();
    List<Ipv4Block> blocks = subnets(network.subnets(), errors);
    groups(network.securityGroups(), errors);
    nameservers(network.nameservers(), network.egress(), blocks, errors);
    place("subnets", blocks, errors);
    for (FunctionNetwork other : others) {
      List<String> theirs = other.ids().toList();
      network
          .ids()
          .filter(theirs::contains)
          .forEach(id ->
              errors.add(
                  new FieldError(
                      id.startsWith("sg-") ? "securityGroups" : "subnets",
                      id + " belongs to the network " + other.name())));
    }
    return errors;
  }

  /// The blocks of a list of them.
  static List<Ipv4Block> blocks(String field, List<String> texts, List<FieldError> errors) {
    List<Ipv4Block> blocks = new ArrayList<>();
    texts.forEach(text -> block(field, text, blocks, errors));
    if (blocks.size() > MOST_BLOCKS) {
      errors.add(new FieldError(field, "at most " + MOST_BLOCKS + " blocks are expected"));
    }
    return blocks;
  }

  /// Workers need addresses of their own beside the blocks.
  static void place(String field, List<Ipv4Block> blocks, List<FieldError> errors) {
    try {
      var _ = new WorkerNetwork("", "", blocks, false, List.of());
    } catch (IllegalArgumentException e) {
      errors.add(new FieldError(field, String.valueOf(e.getMessage())));
    }
  }

  private static List<Ipv4Block> subnets(List<Subnet> subnets, List<FieldError> errors) {
    if (subnets.isEmpty() || subnets.size() > MOST_SUBNETS) {
      errors.add(new FieldError("subnets", "1 to " + MOST_SUBNETS + " subnets are expected"));
    }
    List<Ipv4Block> blocks = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int index = 0; index < subnets.size(); index++) {
      Subnet subnet = subnets.get(index);
      String field = "subnets[" + index + "]";
      if (!SUBNET.matcher(subnet.id()).matches()) {
        errors.add(
            new FieldError(field + ".id", "must be subnet- and up to 64 digits and small letters"));
      } else if (!ids.add(subnet.id())) {
        errors.add(new FieldError(field + ".id", "comes twice"));
      }
      if (subnet.cidrs().isEmpty()) {
        errors.add(new FieldError(field + ".cidrs", "at least one block is expected"));
      }
      subnet.cidrs().forEach(text -> block(field + ".cidrs", text, blocks, errors));
    }
    if (blocks.size() > MOST_BLOCKS) {
      errors.add(
          new FieldError("subnets", "at most " + MOST_BLOCKS + " blocks altogether are expected"));
    }
    return blocks;
  }

  private static void block(
      String field, String text, List<Ipv4Block> blocks, List<FieldError> errors) {
    try {
      Ipv4Block block = Ipv4Block.parse(text);
      if (block.bits() < WIDEST) {
        errors.add(
            new FieldError(
                field, text + " is wider than /" + WIDEST + "; egress opens public addresses"));
      } else if (NEVER.stream().anyMatch(block::overlaps)) {
        errors.add(new FieldError(field, text + " has loopback, multicast or reserved addresses"));
      } else {
        blocks.add(block);
      }
    } catch (IllegalArgumentException e) {
      errors.add(new FieldError(field, String.valueOf(e.getMessage())));
    }
  }

  private static void groups(List<String> groups, List<FieldError> errors) {
    if (groups.isEmpty() || groups.size() > MOST_GROUPS) {
      errors.add(new FieldError("securityGroups", "1 to " + MOST_GROUPS + " ids are expected"));
    }
    groups.stream()
        .filter(id -> !SECURITY_GROUP.matcher(id).matches())
        .forEach(id ->
            errors.add(
                new FieldError(
                    "securityGroups", id + " must be sg- and up to 64 digits and letters")));
    if (new HashSet<>(groups).size() < groups.size()) {
      errors.add(new FieldError("securityGroups", "an id comes twice"));
    }
  }

  static void nameservers(
      List<String> nameservers, boolean egress, List<Ipv4Block> blocks, List<FieldError> errors) {
    if (nameservers.size() > MOST_NAMESERVERS) {
      errors.add(new FieldError("nameservers", "at most " + MOST_NAMESERVERS + " are expected"));
    }
    for (String server : nameservers) {
      if (server.equals(WorkerNetwork.HOST)) {
        continue;
      }
      try {
        Ipv4Block address = Ipv4Block.parse(server);
        if (server.contains("/")) {
          errors.add(new FieldError("nameservers", server + " is a block, not an address"));
        } else if (!egress && blocks.stream().noneMatch(b -> b.contains(address))) {
          errors.add(new FieldError("nameservers", server + " is outside of the network"));
        }
      } catch (IllegalArgumentException _) {
        errors.add(
            new FieldError("nameservers", server + " is neither an IPv4 address nor \"host\""));
      }
    }
  }
}
