package dev.tripline.runtime.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.World;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// A function in a network of its own, between a private network and a public one with a server each.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivateNetworkTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Ends of a connection that is not made: no way, refused by the way, nobody there.
  private static final Set<String> CLOSED =
      Set.of("ENETUNREACH", "EHOSTUNREACH", "EACCES", "ECONNREFUSED", "TimeoutError", "ETIMEDOUT");

  private static @TempDir Path shared;
  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init")
  private TwoNetworks networks;

  @SuppressWarnings("NullAway.Init") // by each test
  private Host host;

  @BeforeAll
  void connect() throws IOException, InterruptedException {
    String why = TwoNetworks.whyNone();
    assumeTrue(why.isEmpty(), why);
    networks = new TwoNetworks(shared.resolve("machines"));
  }

  @AfterAll
  void disconnect() throws IOException, InterruptedException {
    if (networks != null) {
      networks.close();
    }
  }

  @AfterEach
  void stop() {
    if (host != null) {
      host.close();
    }
  }

  static Stream<World> sandboxes() throws IOException, InterruptedException {
    return World.here().stream().filter(world -> world != World.PLAIN);
  }

  private WorkerNetwork network(boolean egress, String... nameservers) {
    return new WorkerNetwork(
        "private",
        egress ? "open" : "closed",
        List.of(Ipv4Block.parse(networks.privateBlock())),
        egress,
        List.of(nameservers));
  }

  private FunctionSpec explorer() throws IOException {
    try (InputStream code = PrivateNetworkTest.class.getResourceAsStream("/network/explorer.py")) {
      return host.python(
          new String(Objects.requireNonNull(code).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /// The answers to some attempts, in their order.
  private List<String> tried(FunctionSpec spec, List<?>... attempts) {
    String answer = host.answer(spec, JSON.writeValueAsString(attempts));
    return List.of(JSON.readValue(answer, String[].class));
  }

  private String tried(FunctionSpec spec, Object... attempt) {
    return tried(spec, List.of(attempt)).getFirst();
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void function_reaches_its_network_and_nothing_else(World world) throws IOException {
    host = new Host(directory, world);
    FunctionSpec inside = explorer().withNetwork(network(false));
    assertThat(tried(inside, "tcp", networks.privateMachine(), TwoNetworks.PORT))
        .isEqualTo("PRIVATE");
    assertThat(
            tried(
                inside,
                List.of("tcp", networks.publicMachine(), TwoNetworks.PORT),
                List.of("tcp", networks.publicMachine(), TwoNetworks.PORT, "HELLO", "tap0"),
                List.of("udp", networks.publicMachine(), 53)))
        .allSatisfy(end -> assertThat(end).isIn(CLOSED));
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void egress_opens_public_addresses(World world) throws IOException {
    host = new Host(directory, world);
    FunctionSpec inside = explorer().withNetwork(network(true));
    assertThat(
            tried(
                inside,
                List.of("tcp", networks.privateMachine(), TwoNetworks.PORT),
                List.of("tcp", networks.publicMachine(), TwoNetworks.PORT)))
        .containsExactly("PRIVATE", "PUBLIC");
  }

  /// Each way in is first shown to be open to a function on the host's network.
  @Test
  void nothing_connects_to_a_function() throws IOException {
    host = new Host(directory);
    FunctionSpec outside = explorer();
    FunctionSpec inside = explorer().withNetwork(network(true));
    int shown = freePort();
    assertThat(tried(outside, "listen", shown)).isEqualTo("LISTENS");
    assertThat(tried(outside, "tcp", networks.privateMachine(), TwoNetworks.PORT, call(shown)))
        .isEqualTo("CONNECTED");
    int hidden = freePort();
    assertThat(tried(inside, "listen", hidden)).isEqualTo("LISTENS");
    assertThat(tried(inside, "tcp", "127.0.0.1", hidden)).isEmpty();
    assertThat(tried(inside, "tcp", networks.privateMachine(), TwoNetworks.PORT, call(hidden)))
        .isEqualTo("ConnectionRefusedError");
    String direct = "CALL 10.0.2.100 " + hidden;
    assertThat(tried(inside, "tcp", networks.privateMachine(), TwoNetworks.PORT, direct))
        .isNotEqualTo("CONNECTED");
    assertThat(tried(outside, "tcp", "127.0.0.1", hidden)).isEqualTo("ECONNREFUSED");
  }

  private String call(int port) {
    return "CALL " + networks.privateHost() + " " + port;
  }

  @Test
  void dispatcher_and_other_workers_are_out_of_reach() throws Exception {
    host = new Host(directory);
    FunctionSpec outside = explorer();
    FunctionSpec inside = explorer().withNetwork(network(true, "host"));
    String neighbour = tried(outside, "env", "AWS_LAMBDA_RUNTIME_API");
    int runtimeApi = Integer.parseInt(neighbour.substring(neighbour.indexOf(':') + 1));
    try (ServerSocket dispatcher = new ServerSocket();
        AbstractSocket socket = new AbstractSocket(shared)) {
      dispatcher.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0));
      int port = dispatcher.getLocalPort();
      // Landlock keeps both from it where the kernel can.
      assertThat(tried(outside, "abstract", socket.name())).isIn("CONNECTED", "EPERM");
      assertThat(tried(inside, "abstract", socket.name())).isIn("ECONNREFUSED", "EPERM");
      for (String address :
          List.of(
              "127.0.0.1", "10.0.2.2", "10.0.2.3", networks.privateHost(), networks.publicHost())) {
        for (int one : List.of(port, runtimeApi)) {
          assertThat(
                  tried(
                      inside,
                      List.of("tcp", address, one),
                      List.of("tcp", address, one, "HELLO", "tap0")))
              .as(address)
              .allSatisfy(end -> assertThat(end).isIn(CLOSED));
        }
      }
      assertThat(tried(inside, "tcp", "169.254.169.254", 80)).isIn(CLOSED);
      assertThat(tried(inside, "tcp", "::1", port)).isNotEqualTo("CONNECTED");
    }
  }

  @ParameterizedTest
  @MethodSource("sandboxes")
  void function_cannot_change_its_network(World world) throws IOException {
    host = new Host(directory, world);
    FunctionSpec inside = explorer().withNetwork(network(false));
    assertThat(
            tried(
                inside,
                List.of("ip", "route", "add", networks.publicMachine(), "dev", "tap0"),
                List.of("ip", "route", "del", "unreachable", "default"),
                List.of("ip", "rule", "add", "from", "all", "lookup", "100"),
                List.of("ip", "address", "add", "10.0.2.50/24", "dev", "tap0"),
                List.of(
                    "ip",
                    "neighbour",
                    "add",
                    "11.0.0.1",
                    "lladdr",
                    "52:55:0a:00:02:02",
                    "dev",
                    "tap0")))
        .allSatisfy(end -> assertThat(end).contains("not permitted"));
    assertThat(
            tried(
                inside,
                List.of("packets"),
                List.of("raw"),
                List.of("write", "/proc/sys/net/ipv4/ip_forward", "1"),
                List.of("write", "/proc/sys/net/ipv6/conf/tap0/disable_ipv6", "0")))
        .doesNotContain("OPEN", "WRITTEN");
    assertThat(tried(inside, "tcp", networks.publicMachine(), TwoNetworks.PORT)).isIn(CLOSED);
  }

  @Test
  void names_are_resolved_as_the_network_says() throws IOException {
    host = new Host(directory);
    FunctionSpec named = explorer().withNetwork(network(false, networks.privateMachine()));
    assertThat(tried(named, "name", "db.internal.example")).isEqualTo(networks.privateMachine());
    FunctionSpec nameless = explorer().withNetwork(network(true));
    assertThat(tried(nameless, "name", "db.internal.example"))
        .isNotEqualTo(networks.privateMachine());
  }

  @Test
  void each_worker_has_a_network_of_its_own() throws IOException {
    host = new Host(directory);
    FunctionSpec one = explorer().withNetwork(network(false));
    FunctionSpec other = explorer().withNetwork(network(false));
    assertThat(tried(one, "listen", 7777)).isEqualTo("LISTENS");
    assertThat(tried(one, "tcp", "127.0.0.1", 7777)).isEmpty();
    assertThat(tried(other, "tcp", "127.0.0.1", 7777)).isEqualTo("ECONNREFUSED");
    String api = tried(one, "env", "AWS_LAMBDA_RUNTIME_API");
    int port = Integer.parseInt(api.substring(api.indexOf(':') + 1));
    assertThat(tried(other, "tcp", "127.0.0.1", port)).isEqualTo("ECONNREFUSED");
  }

  @Test
  void workers_are_replaced_when_the_rules_change() throws IOException {
    host = new Host(directory);
    FunctionSpec function = explorer();
    FunctionSpec closed = function.withNetwork(network(false));
    assertThat(tried(closed, "tcp", networks.publicMachine(), TwoNetworks.PORT)).isIn(CLOSED);
    assertThat(host.runtime.workers()).isEqualTo(1);
    host.runtime.retireNetwork("private", "open");
    FunctionSpec open = function.withNetwork(network(true));
    assertThat(tried(open, "tcp", networks.publicMachine(), TwoNetworks.PORT)).isEqualTo("PUBLIC");
    dev.tripline.runtime.Patience.await("the old worker's end", () -> host.runtime.workers() == 1);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
