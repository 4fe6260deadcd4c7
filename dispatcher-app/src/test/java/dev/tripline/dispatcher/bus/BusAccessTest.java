package dev.tripline.dispatcher.bus;

import static dev.tripline.dispatcher.bus.BusClient.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.bus.api.BusOperationNames;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.Target;

/// The event bus API behind access control.
class BusAccessTest {
  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data, "--tripline.endpoints.allow=127.0.0.1");
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static EventBridgeClient client(String name, String role, String... resources)
      throws Exception {
    GuardedDispatcher.Key key = dispatcher.key(name, role, resources);
    return BusClient.of(dispatcher.endpoint(), key.id(), key.secret());
  }

  private static String code(Runnable call) {
    try {
      call.run();
      return "";
    } catch (EventBridgeException e) {
      return e.awsErrorDetails().errorCode();
    }
  }

  @Test
  void each_operation_has_a_rule_and_only_the_roles_that_include_it_carry_it_out()
      throws Exception {
    assertThat(BusOperationNames.of(dispatcher.running()))
        .hasSizeGreaterThan(25)
        .allSatisfy(operation -> assertThat(AccessRules.rule(operation)).isNotNull());
    for (Role role : Role.values()) {
      try (EventBridgeClient events = client("bus-" + role.word(), role.word())) {
        boolean operates = role == Role.OPERATOR || role == Role.ADMIN;
        boolean publishes = operates || role == Role.PUBLISHER;
        boolean reads = operates || role == Role.VIEWER;
        String denied = "AccessDeniedException";
        assertThat(code(() -> events.createEventBus(b -> b.name("of-" + role.word()))))
            .isEqualTo(operates ? "" : denied);
        assertThat(code(() -> events.putEvents(b -> b.entries(entry("default", "a", "b", "{}")))))
            .isEqualTo(publishes ? "" : denied);
        assertThat(code(() -> events.listEventBuses(b -> {}))).isEqualTo(reads ? "" : denied);
      }
    }
  }

  @Test
  void a_limited_key_reaches_its_buses_and_functions_only() throws Exception {
    try (EventBridgeClient admin = client("bus-maker", "admin");
        EventBridgeClient limited = client("bus-limited", "operator", "event-bus:mine")) {
      admin.createEventBus(b -> b.name("mine"));
      admin.createEventBus(b -> b.name("other"));
      limited.putRule(b -> b.eventBusName("mine").name("r").eventPattern("{\"source\":[\"a\"]}"));
      assertThat(
              code(() ->
                  limited.putRule(
                      b -> b.eventBusName("other").name("r").eventPattern("{\"source\":[\"a\"]}"))))
          .isEqualTo("AccessDeniedException");
      assertThat(
              code(() ->
                  limited.putEvents(b ->
                      b.entries(entry("mine", "a", "b", "{}"), entry("other", "a", "b", "{}")))))
          .isEqualTo("AccessDeniedException");
      assertThatThrownBy(() ->
              limited.putTargets(b ->
                  b.eventBusName("mine")
                      .rule("r")
                      .targets(Target.builder().id("t").arn(BusClient.SINK).build())))
          .hasMessageContaining("function:sink is named, which is not allowed");
    }
  }

  @Test
  void constants_for_functions_are_for_those_who_see_content() throws Exception {
    dispatcher.send(
        dispatcher.adminToken(),
        "POST",
        "/v1/functions",
        "{\"name\":\"told\",\"url\":\"http://127.0.0.1:9/\"}");
    String scheduled =
        "{\"name\":\"scheduled\",\"function\":\"told\",\"source\":{\"kind\":\"schedule\","
            + "\"expression\":\"rate(1 day)\",\"input\":{\"path\":\"a secret\"}}}";
    assertThat(
            dispatcher
                .send(dispatcher.adminToken(), "POST", "/v1/triggers", scheduled)
                .statusCode())
        .isEqualTo(201);
    try (EventBridgeClient operator = client("bus-writes", "operator");
        EventBridgeClient viewer = client("bus-reads", "viewer")) {
      operator.putRule(b -> b.name("told").eventPattern("{\"source\":[\"a\"]}"));
      String arn = BusClient.SINK.replace("sink", "told");
      operator.putTargets(b ->
          b.rule("told")
              .targets(
                  Target.builder().id("1").arn(arn).input("{\"a\":\"a secret\"}").build(),
                  Target.builder()
                      .id("2")
                      .arn(arn)
                      .inputTransformer(i -> i.inputTemplate("{\"b\":\"a secret\"}"))
                      .build(),
                  Target.builder().id("3").arn(arn).inputPath("$.detail").build()));
      assertThat(operator.listTargetsByRule(b -> b.rule("told")).targets().toString())
          .contains("{\"a\":\"a secret\"}", "{\"b\":\"a secret\"}");
      assertThat(viewer.listTargetsByRule(b -> b.rule("told")).targets().toString())
          .contains("hidden", "$.detail")
          .doesNotContain("a secret");
    }
    String token = dispatcher.token("bus-page", "viewer");
    assertThat(dispatcher.send(dispatcher.adminToken(), "GET", "/v1/triggers", "").body())
        .contains("\"path\":\"a secret\"", "a\\\":\\\"a secret", "b\\\":\\\"a secret");
    assertThat(dispatcher.send(token, "GET", "/v1/triggers", "").body())
        .contains("\"kind\":\"schedule\"", "$.detail")
        .doesNotContain("a secret");
  }

  @Test
  void requests_that_are_not_signed_for_the_service_are_refused() throws Exception {
    try (EventBridgeClient unknown =
        BusClient.of(dispatcher.endpoint(), "AKIAUNKNOWN000000000", "nothing")) {
      assertThat(code(() -> unknown.listEventBuses(b -> {})))
          .isEqualTo("UnrecognizedClientException");
    }
    GuardedDispatcher.Key key = dispatcher.key("bus-lambda", "admin");
    assertThat(dispatcher.signed(key, "POST", "/", "{}").statusCode())
        .as("a signature for Lambda, and no operation named")
        .isEqualTo(401);
    assertThat(dispatcher.send(dispatcher.adminToken(), "POST", "/", "{}").statusCode())
        .as("no operation is named")
        .isGreaterThanOrEqualTo(400);
  }
}
