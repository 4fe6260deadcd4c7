package dev.tripline.dispatcher.bus;

import static dev.tripline.dispatcher.bus.BusClient.SINK;
import static dev.tripline.dispatcher.bus.BusClient.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.PostgresServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import tools.jackson.databind.JsonNode;

/// Rules with a schedule, on two nodes whose clock is turned.
class ScheduledRulesTest {
  private static final Duration A_MINUTE = Duration.ofSeconds(60);
  private static volatile Instant now = Instant.parse("2026-03-04T05:06:07.5Z");

  @TempDir Path data;

  private final List<JsonNode> received = new CopyOnWriteArrayList<>();

  /// Registered by this test alone.
  static class Turned {
    @Bean
    @Primary
    InstantSource turnedClock() {
      return () -> now;
    }
  }

  private ConfigurableApplicationContext node(String name, PostgresServer postgres, String url) {
    return SpringApplication.run(
        new Class<?>[] {TriplineApplication.class, Turned.class},
        new String[] {
          "--server.port=0",
          "--tripline.data-directory=" + data.resolve(name),
          "--tripline.endpoints.allow=127.0.0.1",
          "--tripline.triggers.refresh-interval=100ms",
          "--tripline.store.engine=postgresql",
          "--tripline.store.url=" + url,
          "--tripline.store.username=" + postgres.user()
        });
  }

  private static URI endpoint(ConfigurableApplicationContext node) {
    return URI.create("http://127.0.0.1:" + node.getEnvironment().getProperty("local.server.port"));
  }

  private List<String> fired() {
    return received.stream()
        .filter(event -> event.path("source").asString().equals("aws.events"))
        .map(event -> event.path("time").asString())
        .toList();
  }

  private void await(int events) {
    TriggerApp.await(() -> received.size() >= events, events + " events of " + received);
  }

  @Test
  void a_rule_fires_each_of_its_times_once_in_a_cluster() throws Exception {
    HttpServer sink =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          received.add(TriggerApp.JSON.readTree(new String(body, StandardCharsets.UTF_8)));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    sink.start();
    try (PostgresServer postgres = PostgresServer.shared()) {
      String url = postgres.createDatabase("rules");
      try (ConfigurableApplicationContext other = node("other", postgres, url)) {
        try (ConfigurableApplicationContext one = node("one", postgres, url);
            DispatcherClient client = new DispatcherClient(endpoint(one));
            EventBridgeClient events = BusClient.of(endpoint(one), "test", "test")) {
          client
              .send(
                  "POST",
                  "/v1/functions",
                  "{\"name\":\"sink\",\"url\":\"http://127.0.0.1:%d/\"}"
                      .formatted(sink.getAddress().getPort()))
              .orThrow();
          fire(events, endpoint(other));
        }
        now = now.plus(A_MINUTE);
        await(8);
        assertThat(fired())
            .as("the other node goes on")
            .containsExactlyInAnyOrder(
                "2026-03-04T05:07:07Z", "2026-03-04T05:13:07Z", "2026-03-04T05:14:07Z");
        assertThat(received.stream().filter(event -> event.has("at"))).hasSize(4);
        try (EventBridgeClient events = BusClient.of(endpoint(other), "test", "test")) {
          events.removeTargets(b -> b.rule("tick").ids("whole", "made"));
          events.deleteRule(b -> b.name("tick"));
          events.putRule(b -> b.name("daily").scheduleExpression("cron(15 5 * * ? *)"));
          events.putTargets(b -> b.rule("daily").targets(target("whole").build()));
          now = Instant.parse("2026-03-04T05:15:00.1Z");
          await(9);
        }
        assertThat(fired()).hasSize(4).contains("2026-03-04T05:15:00Z");
      }
    } finally {
      sink.stop(0);
    }
  }

  private static Target.Builder target(String id) {
    return Target.builder().id(id).arn(SINK);
  }

  private void fire(EventBridgeClient events, URI other) {
    String arn =
        events
            .putRule(b ->
                b.name("tick")
                    .scheduleExpression("rate(1 minute)")
                    .eventPattern("{\"source\":[\"shop\"]}"))
            .ruleArn();
    events.putTargets(b ->
        b.rule("tick")
            .targets(
                target("whole").build(),
                target("made")
                    .inputTransformer(i ->
                        i.inputPathsMap(Map.of("t", "$.time"))
                            .inputTemplate("{\"at\":<t>,\"by\":<aws.events.rule-name>}"))
                    .build()));
    now = now.plus(A_MINUTE);
    await(2);
    assertThat(received)
        .contains(TriggerApp.JSON.readTree("{\"at\":\"2026-03-04T05:07:07Z\",\"by\":\"tick\"}"));
    JsonNode whole =
        received.stream().filter(event -> event.has("version")).findFirst().orElseThrow();
    assertThat(whole)
        .isEqualTo(
            TriggerApp.JSON.readTree(
                """
                {"version":"0","id":"%s","detail-type":"Scheduled Event","source":"aws.events",
                 "account":"000000000000","time":"2026-03-04T05:07:07Z","region":"us-east-1",
                 "resources":["%s"],"detail":{}}
                """
                    .formatted(whole.path("id").asString(), arn)));
    events.disableRule(b -> b.name("tick"));
    try (EventBridgeClient there = BusClient.of(other, "test", "test")) {
      assertThat(there.describeRule(b -> b.name("tick")).stateAsString()).isEqualTo("DISABLED");
    }
    now = now.plus(A_MINUTE.multipliedBy(5));
    events.enableRule(b -> b.name("tick"));
    now = now.plus(A_MINUTE);
    await(4);
    events.putEvents(b -> b.entries(entry("default", "shop", "Order", "{}")));
    await(6);
    assertThat(received)
        .anySatisfy(event -> assertThat(event.path("source").asString("")).isEqualTo("shop"));
  }
}
