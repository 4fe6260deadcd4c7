package dev.tripline.runtime.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The routes of a network namespace, without one.
class NetworkPlanTest {
  private static final String WAY = " via 10.0.2.2 dev tap0 onlink";

  private static NetworkPlan plan(boolean egress, List<String> nameservers, String... blocks) {
    return NetworkPlan.of(
        new WorkerNetwork("n", "1", blocks(blocks), egress, nameservers), blocks("192.168.1.5/32"));
  }

  private static List<Ipv4Block> blocks(String... texts) {
    return Stream.of(texts).map(Ipv4Block::parse).toList();
  }

  @Test
  void only_the_blocks_have_a_way_without_egress() {
    assertThat(plan(false, List.of(), "10.20.0.0/16").commands().lines())
        .filteredOn(line -> !line.contains("unreachable"))
        .containsExactly("route flush dev tap0", "route add 10.20.0.0/16" + WAY);
    assertThat(plan(false, List.of(), "10.20.0.0/16").commands().lines())
        .contains("route add unreachable default");
  }

  @Test
  void private_addresses_stay_closed_with_egress() {
    assertThat(plan(true, List.of(), "10.20.0.0/16").commands().lines())
        .contains(
            "route add default" + WAY,
            "route add unreachable 10.0.0.0/8",
            "route add unreachable 192.168.0.0/16",
            "route add unreachable 169.254.0.0/16",
            "route add unreachable 169.254.169.254/32",
            "route add unreachable 192.168.1.5/32");
  }

  @Test
  void own_addresses_are_open_only_if_they_are_named_alone() {
    assertThat(plan(false, List.of(), "192.168.0.0/16").commands().lines())
        .contains("route add 192.168.0.0/16" + WAY, "route add unreachable 192.168.1.5/32")
        .doesNotContain("route add unreachable 192.168.0.0/16");
    assertThat(plan(false, List.of(), "192.168.1.5/32").commands().lines())
        .contains("route add 192.168.1.5/32" + WAY)
        .doesNotContain("route add unreachable 192.168.1.5/32");
  }

  @Test
  void place_of_the_interface_is_outside_of_the_network() {
    NetworkPlan plan = plan(false, List.of("host"), "10.0.0.0/8");
    assertThat(plan.block()).hasToString("172.31.254.0/24");
    assertThat(plan.commands())
        .contains("route add 10.0.0.0/8 via 172.31.254.2 dev tap0 onlink")
        .contains("route add 172.31.254.3 dev tap0 scope link");
    assertThat(plan.resolverFile()).contains("nameserver 172.31.254.3\n");
    assertThatThrownBy(() ->
            plan(
                false, List.of(), "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
        .hasMessageContaining("outside of the network");
  }

  @Test
  void names_are_resolved_where_the_network_says() {
    NetworkPlan own = plan(false, List.of("10.20.0.2", "10.20.0.3"), "10.20.0.0/16");
    assertThat(own.usesHostResolver()).isFalse();
    assertThat(own.resolverFile()).contains("nameserver 10.20.0.2\nnameserver 10.20.0.3\n");
    assertThat(own.commands()).doesNotContain("scope link");
    assertThat(plan(false, List.of(), "10.20.0.0/16").resolverFile()).doesNotContain("nameserver");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "10.0.0.256",
        "10.0.0",
        "10.0.0.1/8",
        "fd00::/8",
        "db.example",
        "",
        "10.0.0.0/",
        "-1.0.0.0"
      })
  void text_that_is_no_block_is_refused_in_words(String text) {
    assertThatThrownBy(() -> Ipv4Block.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.1.0.0/16, true",
    "10.1.0.0/16, 10.0.0.0/8, true",
    "10.1.0.0/16, 10.2.0.0/16, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "128.0.0.0/1, 127.255.255.255, false"
  })
  void blocks_overlap_if_one_holds_the_other(String one, String other, boolean overlap) {
    assertThat(Ipv4Block.parse(one).overlaps(Ipv4Block.parse(other))).isEqualTo(overlap);
  }
}
