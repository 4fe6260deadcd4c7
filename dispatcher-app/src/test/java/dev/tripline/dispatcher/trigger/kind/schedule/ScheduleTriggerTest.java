package dev.tripline.dispatcher.trigger.kind.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ScheduleTriggerTest {
  private static TriggerApp app;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    app = new TriggerApp(data);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @BeforeEach
  void forget() {
    app.received.clear();
  }

  private static void create(String name, String source) throws Exception {
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"%s\",\"function\":\"sink\",\"source\":{\"kind\":\"schedule\",%s}}"
            .formatted(name, source),
        201);
  }

  private static void awaitResult(String name, String words) {
    TriggerApp.await(
        () -> {
          try {
            return app.trigger(name).at("/lastResult/message").asString("").contains(words);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        },
        name + " to say " + words);
  }

  @Test
  void rate_fires_at_once_and_not_again_after_a_restart() throws Exception {
    create("hourly", "\"expression\":\"rate(1 hour)\"");
    app.awaitReceived(1);
    JsonNode event = TriggerApp.JSON.readTree(app.received.getFirst());
    assertThat(event.path("detail-type").asString()).isEqualTo("Scheduled Event");
    Instant created = Instant.parse(app.trigger("hourly").path("createdAt").asString());
    assertThat(event.path("time").asString())
        .isEqualTo(created.truncatedTo(ChronoUnit.SECONDS).toString());
    app.restart();
    awaitResult("hourly", "next at " + created.plus(1, ChronoUnit.HOURS));
    assertThat(app.received).hasSize(1);
    app.send("DELETE", "/v1/triggers/hourly", "", 204);
  }

  @Test
  void time_of_its_own_gives_the_input_once() throws Exception {
    Instant time = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
    String at = time.toString().replace("Z", "");
    create(
        "once",
        "\"expression\":\"at(%s)\",\"input\":{\"job\":7,\"at\":\"<aws.scheduler.scheduled-time>\"}"
            .formatted(at));
    awaitResult("once", "no further time is left");
    app.awaitReceived(1);
    assertThat(app.received).containsExactly("{\"job\":7,\"at\":\"" + time + "\"}");
    app.send("PATCH", "/v1/triggers/once", "{\"function\":\"sink\"}", 200);
    app.send("DELETE", "/v1/triggers/once", "", 204);
  }

  @Test
  void schedule_that_would_never_fire_is_refused() throws Exception {
    for (String never :
        List.of(
            "\"expression\":\"cron(0 0 30 2 ? *)\"",
            "\"expression\":\"cron(0 0 29 2 ? 2027)\"",
            "\"expression\":\"cron(0 0 1 1 ? 2020)\"",
            "\"expression\":\"at(2020-01-01T00:00:00)\"",
            "\"expression\":\"cron(0 8 1 1 ? *)\",\"start\":\"2030-01-02T00:00:00Z\","
                + "\"end\":\"2030-12-01T00:00:00Z\"")) {
      JsonNode problem =
          app.send(
                  "POST",
                  "/v1/triggers",
                  "{\"name\":\"never\",\"function\":\"sink\",\"source\":{\"kind\":\"schedule\",%s}}"
                      .formatted(never),
                  400)
              .json();
      assertThat(TriggerApp.fields(problem)).as(never).containsExactly("source.expression");
      assertThat(problem.toString()).contains("it would never fire");
    }
    create("rare", "\"expression\":\"cron(0 0 29 2 ? 2096)\"");
    app.send(
        "PATCH",
        "/v1/triggers/rare",
        "{\"source\":{\"kind\":\"schedule\",\"expression\":\"cron(0 0 31 4 ? *)\"}}",
        400);
    app.send("DELETE", "/v1/triggers/rare", "", 204);
  }

  @Test
  void form_that_is_no_schedule_is_refused_member_by_member() throws Exception {
    JsonNode problem =
        app.send(
                "POST",
                "/v1/triggers",
                """
                {"name":"bad","function":"sink","source":{"kind":"schedule",\
                "expression":"cron(0 25 * * ? *)","timeZone":"Mars/Olympus","start":"today",\
                "flexibleWindowMinutes":1441,"catchUp":"some","speed":1}}\
                """,
                400)
            .json();
    assertThat(TriggerApp.fields(problem))
        .containsExactlyInAnyOrder(
            "source.expression",
            "source.timeZone",
            "source.start",
            "source.flexibleWindowMinutes",
            "source.catchUp",
            "source.speed");
  }
}
