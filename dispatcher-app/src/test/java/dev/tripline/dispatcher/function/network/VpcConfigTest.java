package dev.tripline.dispatcher.function.network;

import static dev.tripline.dispatcher.function.network.FunctionNetworkSettings.Mode.HOST;
import static dev.tripline.dispatcher.function.network.FunctionNetworkSettings.Mode.OWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.VpcConfigResponse;

/// `VpcConfig` through AWS's own client, on networks of `/v1/networks`.
class VpcConfigTest {
  private static final String CONNECT =
      """
      import socket
      def handler(event, context):
          try:
              socket.create_connection((event["host"], event["port"]), timeout=3).close()
              return "connected"
          except OSError as error:
              return type(error).__name__
      """;

  @TempDir static Path data;
  private static RunningDispatcher dispatcher;
  private static LambdaClient lambda;
  private static boolean possible;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    dispatcher = RunningDispatcher.start(data, "--tripline.workers.sandbox=auto");
    lambda = dispatcher.lambda();
    possible = dispatcher.send("GET", "/v1/sandbox", "").body().contains("\"possible\":true");
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
  }

  private static void put(String name, String cidr, int status)
      throws IOException, InterruptedException {
    String rules =
        """
        {"subnets": [{"id": "subnet-%s", "cidrs": ["%s"]}], "securityGroups": ["sg-%s"]}
        """
            .formatted(name, cidr, name);
    assertThat(dispatcher.send("PUT", "/v1/networks/" + name, rules).statusCode())
        .isEqualTo(status);
  }

  private static void create(String name, String network) {
    lambda.createFunction(
        Packages.request(name, CONNECT)
            .vpcConfig(v -> v.subnetIds("subnet-" + network).securityGroupIds("sg-" + network))
            .build());
    lambda.waiter().waitUntilFunctionActiveV2(b -> b.functionName(name));
  }

  @Test
  void function_is_in_the_network_that_it_names_and_follows_its_rules() throws Exception {
    assumeTrue(possible, "this host lacks the means for networks of functions");
    String own = ownAddress().orElse("");
    assumeTrue(!own.isEmpty(), "this host has no address but loopback");
    put("moving", "10.99.0.0/16", 201);
    create("mover", "moving");
    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress(InetAddress.getByName(own), 0));
      String event = "{\"host\": \"%s\", \"port\": %d}".formatted(own, server.getLocalPort());
      assertThat(Packages.invoke(lambda, "mover", event).payload().asUtf8String())
          .isNotEqualTo("\"connected\"");
      put("moving", own + "/32", 200);
      assertThat(Packages.invoke(lambda, "mover", event).payload().asUtf8String())
          .isEqualTo("\"connected\"");
    }
    VpcConfigResponse shown =
        lambda.getFunctionConfiguration(b -> b.functionName("mover")).vpcConfig();
    assertThat(shown.subnetIds()).containsExactly("subnet-moving");
    assertThat(shown.securityGroupIds()).containsExactly("sg-moving");
    assertThat(dispatcher.send("GET", "/v1/networks/moving", "").body())
        .contains(shown.vpcId(), "function mover");
  }

  @Test
  void functions_of_no_network_reach_what_the_settings_name(@TempDir Path other) throws Exception {
    assumeTrue(possible, "this host lacks the means for networks of functions");
    String own = ownAddress().orElse("");
    assumeTrue(!own.isEmpty(), "this host has no address but loopback");
    try (RunningDispatcher apart =
            RunningDispatcher.start(
                other,
                "--tripline.function-network.mode=own",
                "--tripline.function-network.reach=" + own + "/32");
        ServerSocket open = new ServerSocket();
        ServerSocket loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      open.bind(new InetSocketAddress(InetAddress.getByName(own), 0));
      Packages.create(apart.lambda(), "visitor", CONNECT);
      String event = "{\"host\": \"%s\", \"port\": %d}";
      assertThat(reach(apart, event.formatted(own, open.getLocalPort())))
          .isEqualTo("\"connected\"");
      assertThat(reach(apart, event.formatted("127.0.0.1", loopback.getLocalPort())))
          .isEqualTo("\"ConnectionRefusedError\"");
      assertThat(reach(apart, event.formatted("10.77.0.1", 80))).isEqualTo("\"OSError\"");
      assertThat(apart.send("GET", "/v1/sandbox", "").body()).doesNotContain("host's network");
    }
  }

  private static String reach(RunningDispatcher dispatcher, String event) {
    return Packages.invoke(dispatcher.lambda(), "visitor", event).payload().asUtf8String();
  }

  @Test
  void networks_of_their_own_need_the_means_and_sound_rules(@TempDir Path other) {
    assertThatThrownBy(() ->
            RunningDispatcher.start(
                other, "--tripline.function-network.mode=own", "--tripline.workers.sandbox=off"))
        .hasStackTraceContaining("lacks the means for it: ")
        .hasStackTraceContaining("tripline.workers.sandbox");
    assertThatThrownBy(
            () -> new FunctionNetworkSettings(HOST, List.of("10.0.0.0/8"), true, List.of()))
        .hasMessageContaining("need mode=own");
    assertThatThrownBy(() ->
            new FunctionNetworkSettings(
                OWN, List.of("127.0.0.1/32", "16.0.0.0/4"), false, List.of("9.9.9.9")))
        .hasMessageContaining("127.0.0.1/32 has loopback")
        .hasMessageContaining("wider than /8")
        .hasMessageContaining("9.9.9.9 is outside of the network");
  }

  @Test
  void network_of_a_function_cannot_go() throws Exception {
    assumeTrue(possible, "this host lacks the means for networks of functions");
    put("kept", "10.98.0.0/16", 201);
    create("keeper", "kept");
    assertThat(dispatcher.send("DELETE", "/v1/networks/kept", "").statusCode()).isEqualTo(409);
    String renamed =
        """
        {"subnets": [{"id": "subnet-other", "cidrs": ["10.98.0.0/16"]}],
         "securityGroups": ["sg-kept"]}
        """;
    assertThat(dispatcher.send("PUT", "/v1/networks/kept", renamed).body())
        .contains("subnet-kept is used by function keeper");
    lambda.updateFunctionConfiguration(
        b -> b.functionName("keeper").vpcConfig(v -> v.subnetIds().securityGroupIds()));
    lambda.waiter().waitUntilFunctionUpdatedV2(b -> b.functionName("keeper"));
    assertThat(lambda.getFunctionConfiguration(b -> b.functionName("keeper")).vpcConfig()).isNull();
    assertThat(dispatcher.send("DELETE", "/v1/networks/kept", "").statusCode()).isEqualTo(204);
    assertThat(dispatcher.send("GET", "/v1/audit?target=network/kept", "").body())
        .contains("PutNetwork", "DeleteNetwork");
  }

  @Test
  void ids_of_no_network_or_of_two_are_refused() throws Exception {
    put("one", "10.96.0.0/16", 201);
    put("two", "10.97.0.0/16", 201);
    refused("subnet-none", "sg-one", "The subnet ID 'subnet-none' does not exist");
    refused("subnet-one", "sg-none", "The security group 'sg-none' does not exist");
    refused("subnet-one", "sg-two", "must belong to one VPC");
    assertThatThrownBy(() ->
            lambda.createFunction(
                Packages.request("refused", CONNECT)
                    .vpcConfig(v ->
                        v.subnetIds("subnet-one")
                            .securityGroupIds("sg-one")
                            .ipv6AllowedForDualStack(true))
                    .build()))
        .hasMessageContaining("IPv4 only");
  }

  @Test
  void without_the_means_it_is_refused_with_the_remedy(@TempDir Path other) throws Exception {
    try (RunningDispatcher plain =
        RunningDispatcher.start(other, "--tripline.workers.sandbox=off")) {
      plain.send(
          "PUT",
          "/v1/networks/n",
          """
          {"subnets": [{"id": "subnet-n", "cidrs": ["10.1.0.0/16"]}], "securityGroups": ["sg-n"]}
          """);
      assertThat(plain.send("GET", "/v1/sandbox", "").body())
          .contains("\"possible\":false", "tripline.workers.sandbox");
      assertThatThrownBy(() ->
              plain
                  .lambda()
                  .createFunction(
                      Packages.request("refused", CONNECT)
                          .vpcConfig(v -> v.subnetIds("subnet-n").securityGroupIds("sg-n"))
                          .build()))
          .isInstanceOf(InvalidParameterValueException.class)
          .hasMessageContaining("lacks the means")
          .hasMessageContaining("tripline.workers.sandbox");
    }
  }

  @Test
  void rules_of_a_network_are_checked() throws Exception {
    assertThat(errors("{\"subnets\": [], \"securityGroups\": []}"))
        .contains("1 to 16 subnets", "1 to 16 ids");
    assertThat(rules("10.0.0.1/8")).contains("not its beginning, which is 10.0.0.0/8");
    assertThat(rules("0.0.0.0/0")).contains("wider than /8");
    assertThat(rules("fd00::/16")).contains("IPv4 only");
    assertThat(rules("127.0.0.0/8")).contains("loopback");
    assertThat(
            errors(
                """
                {"subnets": [{"id": "db", "cidrs": ["10.0.0.0/8"]}], "securityGroups": ["sg-x"],
                 "nameservers": ["8.8.8.8", "no", "10.0.0.0/8"]}
                """))
        .contains(
            "must be subnet-",
            "8.8.8.8 is outside of the network",
            "no is neither an IPv4 address",
            "10.0.0.0/8 is a block");
    put("taken", "10.95.0.0/16", 201);
    assertThat(
            errors(
                """
                {"subnets": [{"id": "subnet-taken", "cidrs": ["10.0.0.0/8"]}],
                 "securityGroups": ["sg-x"]}
                """))
        .contains("subnet-taken belongs to the network taken");
  }

  private static String rules(String cidr) throws IOException, InterruptedException {
    return errors(
        "{\"subnets\": [{\"id\": \"subnet-a\", \"cidrs\": [\"%s\"]}], \"securityGroups\": [\"sg-x\"]}"
            .formatted(cidr));
  }

  private static String errors(String rules) throws IOException, InterruptedException {
    var answer = dispatcher.send("PUT", "/v1/networks/wrong", rules);
    assertThat(answer.statusCode()).isEqualTo(400);
    return answer.body();
  }

  private static void refused(String subnet, String group, String message) {
    assertThatThrownBy(() ->
            lambda.createFunction(
                Packages.request("refused", CONNECT)
                    .vpcConfig(v -> v.subnetIds(subnet).securityGroupIds(group))
                    .build()))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining(message);
  }

  private static Optional<String> ownAddress() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(java.net.Inet4Address.class::isInstance)
        .filter(address -> !address.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst();
  }
}
