package dev.tripline.dispatcher.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.alert.notice.NoticeReceiver;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Alerts of a whole dispatcher, told to a real receiver that verifies signatures.
class AlertTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir static Path data;

  private static final AtomicBoolean broken = new AtomicBoolean(true);
  private static HttpServer function;
  private static NoticeReceiver receiver;
  private static GuardedDispatcher dispatcher;

  @BeforeAll
  static void start() throws Exception {
    receiver = new NoticeReceiver(SECRET);
    function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    function.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(broken.get() ? 500 : 200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    function.start();
    dispatcher =
        GuardedDispatcher.start(
            data, "--tripline.endpoints.allow=127.0.0.1", "--tripline.alerts.interval=100ms");
    dispatcher.admin("PUT", "/v1/secrets/night", "{\"value\":\"" + SECRET + "\"}", 201);
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
    function.stop(0);
    receiver.close();
  }

  /// A function of that name, and a trigger of it that is called the same.
  private static void trigger(String name) throws Exception {
    dispatcher.admin(
        "POST",
        "/v1/functions",
        "{\"name\":\"%s\",\"url\":\"http://127.0.0.1:%d/\",\"retry\":{\"maxRetries\":0}}"
            .formatted(name, function.getAddress().getPort()),
        201);
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{\"name\":\"%s\",\"function\":\"%s\",\"source\":{\"kind\":\"http\"}}"
            .formatted(name, name),
        201);
  }

  private static void publish(String trigger) throws Exception {
    HttpResponse<String> answer =
        dispatcher.send(
            dispatcher.adminToken(),
            "POST",
            "/v1/events/" + trigger,
            "application/cloudevents+json",
            "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/test\",\"type\":\"t\",\"data\":1}"
                .formatted(UUID.randomUUID()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static JsonNode alert(String members) throws Exception {
    return dispatcher.admin(
        "POST",
        "/v1/alerts",
        "{%s,\"channels\":[{\"kind\":\"webhook\",\"url\":\"%s\",\"secret\":\"secret:night\"}]}"
            .formatted(members, receiver.url()),
        201);
  }

  private static JsonNode found(String alert) {
    return get("/v1/alerts/" + alert);
  }

  private static boolean isPaused(String trigger) {
    return get("/v1/triggers/" + trigger).path("paused").asBoolean();
  }

  private static JsonNode get(String path) {
    try {
      return dispatcher.admin("GET", path, "", 200);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void awaitNotices(String alert, int number) {
    TriggerApp.await(
        () -> receiver.of(alert).size() >= number, number + " notices of alert " + alert);
  }

  private static void awaitLevel(String alert, int level) {
    TriggerApp.await(
        () -> found(alert).path("level").asInt() == level, alert + " at " + level + " %");
  }

  private static void redriveAll(String function) throws Exception {
    dispatcher.admin(
        "POST", "/v1/dead-letters/redrive", "{\"function\":\"%s\"}".formatted(function), 202);
  }

  @Test
  void first_dead_letter_is_told_once_and_so_is_the_end_of_it() throws Exception {
    trigger("orders");
    alert("\"name\":\"orders-dead\",\"kind\":\"dead-letters\",\"function\":\"orders\"");
    assertThat(found("orders-dead").path("state").asString()).isEqualTo("ok");
    broken.set(true);
    publish("orders");
    awaitNotices("orders-dead", 1);
    JsonNode firing = receiver.of("orders-dead").getFirst().body();
    assertThat(firing.path("type").asString()).isEqualTo("alert.firing");
    assertThat(firing.path("data").path("function").asString()).isEqualTo("orders");
    assertThat(firing.path("data").path("detail").asString()).contains("dead letter");
    publish("orders");
    TriggerApp.await(
        () -> found("orders-dead").path("notices").path(0).path("state").asString().equals("sent"),
        "the receipt was noted");
    assertThat(found("orders-dead").path("state").asString()).isEqualTo("firing");
    broken.set(false);
    TriggerApp.await(
        () -> {
          try {
            redriveAll("orders");
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          return found("orders-dead").path("state").asString().equals("ok");
        },
        "nothing is dead");
    awaitNotices("orders-dead", 2);
    assertThat(receiver.of("orders-dead"))
        .extracting(NoticeReceiver.Received::type)
        .containsExactly("alert.firing", "alert.resolved");
  }

  @Test
  void notice_is_sent_again_under_its_id_until_the_receiver_takes_it() throws Exception {
    trigger("stubborn");
    broken.set(true);
    receiver.status = 503;
    alert("\"name\":\"retried\",\"kind\":\"dead-letters\",\"trigger\":\"stubborn\"");
    publish("stubborn");
    awaitNotices("retried", 1);
    TriggerApp.await(
        () -> found("retried").path("notices").path(0).path("tries").asInt() == 1,
        "the refusal was noted");
    assertThat(found("retried").path("notices").path(0).path("answer").asString())
        .isEqualTo("503: not now");
    receiver.status = 200;
    awaitNotices("retried", 2);
    assertThat(receiver.of("retried"))
        .extracting(NoticeReceiver.Received::id)
        .containsOnly(receiver.of("retried").getFirst().id());
    TriggerApp.await(
        () -> found("retried").path("notices").path(0).path("state").asString().equals("sent"),
        "the receipt was noted");
  }

  @Test
  void consecutive_failures_are_told_step_by_step_and_pause_the_trigger_at_last() throws Exception {
    trigger("fragile");
    broken.set(true);
    alert(
        "\"name\":\"fragile-failures\",\"kind\":\"trigger-failures\",\"trigger\":\"fragile\","
            + "\"threshold\":10,\"pausesTrigger\":true");
    int[][] steps = {{5, 50}, {2, 70}, {2, 90}, {1, 100}};
    for (int[] step : steps) {
      for (int i = 0; i < step[0]; i++) {
        publish("fragile");
      }
      awaitLevel("fragile-failures", step[1]);
    }
    TriggerApp.await(() -> isPaused("fragile"), "the trigger is paused");
    JsonNode audit =
        dispatcher.admin("GET", "/v1/audit?action=PauseTrigger&actor=tripline", "", 200);
    assertThat(audit.path("audit")).hasSize(1);
    broken.set(false);
    dispatcher.admin("POST", "/v1/triggers/fragile/resume", "", 200);
    awaitLevel("fragile-failures", 0);
    TriggerApp.await(
        () -> receiver.of("fragile-failures").stream().anyMatch(told -> told.level() == 0),
        "the end is told");
    assertThat(receiver.of("fragile-failures").stream().distinct())
        .extracting(NoticeReceiver.Received::level)
        .containsExactly(50, 70, 90, 100, 0);
    assertThat(isPaused("fragile")).as("failures of before are forgotten").isFalse();
  }

  @Test
  void rates_and_ages_fire() throws Exception {
    trigger("late");
    broken.set(true);
    publish("late");
    publish("late");
    alert(
        "\"name\":\"rate\",\"kind\":\"dead-letter-rate\",\"function\":\"late\",\"threshold\":2,"
            + "\"seconds\":600");
    alert(
        "\"name\":\"never\",\"kind\":\"dead-letter-rate\",\"function\":\"late\",\"threshold\":3,"
            + "\"seconds\":600");
    alert("\"name\":\"age\",\"kind\":\"dead-letter-age\",\"trigger\":\"late\",\"seconds\":1");
    awaitLevel("rate", 100);
    awaitLevel("age", 100);
    assertThat(found("age").path("detail").asString())
        .startsWith("the oldest dead letter of trigger late has waited for ");
    assertThat(found("never").path("level").asInt()).isZero();
  }

  @Test
  void test_tells_what_the_receiver_says() throws Exception {
    alert("\"name\":\"tested\",\"kind\":\"backlog-age\",\"seconds\":3600");
    JsonNode result =
        dispatcher.admin("POST", "/v1/alerts/tested/test", "", 200).path("results").path(0);
    assertThat(result.path("delivered").asBoolean()).as(result.toString()).isTrue();
    assertThat(result.path("answer").asString()).isEqualTo("200: thank you");
    assertThat(receiver.of("tested").getFirst().type()).isEqualTo("alert.test");
    dispatcher.admin("PUT", "/v1/secrets/other", "{\"value\":\"whsec_AAAA\"}", 201);
    dispatcher.admin(
        "PATCH",
        "/v1/alerts/tested",
        "{\"channels\":[{\"kind\":\"webhook\",\"url\":\"%s\",\"secret\":\"secret:other\"}]}"
            .formatted(receiver.url()),
        200);
    JsonNode refused =
        dispatcher.admin("POST", "/v1/alerts/tested/test", "", 200).path("results").path(0);
    assertThat(refused.path("delivered").asBoolean()).isFalse();
    assertThat(refused.path("answer").asString()).isEqualTo("401: the signature does not match");
  }

  @Test
  void secret_of_an_alert_is_in_use_and_a_viewer_sees_no_parameters() throws Exception {
    alert("\"name\":\"kept\",\"kind\":\"backlog-age\",\"seconds\":3600");
    assertThat(dispatcher.admin("DELETE", "/v1/secrets/night", "", 409).path("detail").asString())
        .contains("alert kept");
    String token = dispatcher.token("watcher", "viewer");
    assertThat(dispatcher.send(token, "GET", "/v1/alerts", "").body())
        .contains("\"kept\"")
        .doesNotContain("hush");
    assertThat(dispatcher.send(token, "DELETE", "/v1/alerts/kept", "").statusCode()).isEqualTo(403);
    dispatcher.admin("DELETE", "/v1/alerts/kept", "", 204);
    dispatcher.admin("GET", "/v1/alerts/kept", "", 404);
    JsonNode audit = dispatcher.admin("GET", "/v1/audit?target=alert/kept", "", 200).path("audit");
    assertThat(audit.valueStream().map(entry -> entry.path("action").asString()))
        .containsExactly("DeleteAlert", "CreateAlert");
  }

  @Test
  void what_cannot_act_is_refused_by_its_member() throws Exception {
    refused("{\"name\":\"x\",\"kind\":\"horoscope\"}", "kind");
    refused("{\"name\":\"x y\",\"kind\":\"dead-letters\"}", "name");
    refused("{\"name\":\"x\",\"kind\":\"dead-letter-age\"}", "seconds");
    refused("{\"name\":\"x\",\"kind\":\"dead-letters\",\"seconds\":3}", "seconds");
    refused("{\"name\":\"x\",\"kind\":\"dead-letter-rate\",\"seconds\":3}", "threshold");
    refused(
        "{\"name\":\"x\",\"kind\":\"backlog-age\",\"seconds\":3,\"function\":\"f\"}", "function");
    refused("{\"name\":\"x\",\"kind\":\"trigger-failures\",\"threshold\":3}", "trigger");
    refused("{\"name\":\"x\",\"kind\":\"dead-letters\",\"trigger\":\"nothing\"}", "trigger");
    refused("{\"name\":\"x\",\"kind\":\"dead-letters\",\"pausesTrigger\":true}", "pausesTrigger");
    refused("{\"name\":\"x\",\"kind\":\"dead-letters\",\"often\":true}", "often");
    refusedChannel("{\"kind\":\"pigeon\"}", "channels[0].kind");
    refusedChannel(
        "{\"kind\":\"webhook\",\"url\":\"http://10.0.0.1/\",\"secret\":\"secret:night\"}",
        "channels[0].url");
    for (String secret :
        List.of("plain", "env:PATH", "file:" + data.resolve("key"), "secret:nobody")) {
      refusedChannel(
          "{\"kind\":\"webhook\",\"url\":\"%s\",\"secret\":\"%s\"}"
              .formatted(receiver.url(), secret),
          "channels[0].secret");
    }
    for (String formless : List.of("whsec_", "whsec_not base64", "plain words")) {
      dispatcher.send(
          dispatcher.adminToken(),
          "PUT",
          "/v1/secrets/formless",
          "{\"value\":\"" + formless + "\"}");
      refusedChannel(
          "{\"kind\":\"webhook\",\"url\":\"%s\",\"secret\":\"secret:formless\"}"
              .formatted(receiver.url()),
          "channels[0].secret");
    }
    trigger("pushed");
    refused(
        "{\"name\":\"x\",\"kind\":\"unread-age\",\"seconds\":3,\"trigger\":\"pushed\"}", "trigger");
    refusedChannel("{\"kind\":\"email\",\"to\":[\"night@example.org\"]}", "channels[0].kind");
  }

  private static void refusedChannel(String channel, String field) throws Exception {
    refused("{\"name\":\"x\",\"kind\":\"dead-letters\",\"channels\":[" + channel + "]}", field);
  }

  private static void refused(String form, String field) throws Exception {
    JsonNode problem = dispatcher.admin("POST", "/v1/alerts", form, 400);
    assertThat(TriggerApp.fields(problem)).as(form).isEqualTo(List.of(field));
  }
}
