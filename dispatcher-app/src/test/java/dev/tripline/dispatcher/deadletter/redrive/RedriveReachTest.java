package dev.tripline.dispatcher.deadletter.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.FunctionTarget;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A key that is limited to some functions redrives their letters, to these functions, and nothing else.
class RedriveReachTest {
  private static final String REASON = "\"reason\":\"the test\"";

  @TempDir static Path data;

  private static RecordingFunction function;
  private static GuardedDispatcher dispatcher;
  private static String limited;
  private static String wide;

  private String own = "";
  private String foreign = "";

  @BeforeAll
  static void start() throws Exception {
    function = new RecordingFunction();
    dispatcher = GuardedDispatcher.start(data, "--tripline.endpoints.allow=127.0.0.1");
    for (String name : List.of("our-orders", "our-mended", "victim")) {
      dispatcher.admin("POST", "/v1/functions", function.form(name), 201);
    }
    limited = token("limited", "function:our-*", "redrive:*", "dead-letter:*");
    wide = token("wide", "function:*", "redrive:*");
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
    function.close();
  }

  private static String token(String name, String... resources) throws Exception {
    return dispatcher
        .admin(
            "POST",
            "/v1/access-keys",
            "{\"name\":\"%s\",\"kind\":\"token\",\"role\":\"operator\",\"resources\":%s}"
                .formatted(name, GuardedDispatcher.JSON.writeValueAsString(resources)),
            201)
        .path("token")
        .asString();
  }

  @BeforeEach
  void makeLetters() {
    function.clear();
    own = letter("our-orders");
    foreign = letter("victim");
  }

  private static String letter(String of) {
    Instant now = Instant.now();
    DeadLetter letter =
        new DeadLetter(
            TimeOrderedId.at(now),
            UUID.randomUUID().toString(),
            FunctionTarget.latest(of),
            "shop",
            "RetriesExhausted",
            "it broke",
            "{\"n\":1}".getBytes(StandardCharsets.UTF_8),
            null,
            List.of(),
            now,
            now,
            0);
    dispatcher.bean(DeadLetterStore.class).add(List.of(letter), List.of());
    return letter.id();
  }

  private static HttpResponse<String> send(String token, String method, String path, String body)
      throws Exception {
    return dispatcher.send(token, method, path, body);
  }

  private static void plan(String token, String members, int expected) throws Exception {
    HttpResponse<String> answer =
        send(token, "POST", "/v1/redrives/plan", "{" + members.replace('\'', '"') + "}");
    assertThat(answer.statusCode()).as(members + " " + answer.body()).isEqualTo(expected);
  }

  private static long dead(String of) {
    return dispatcher
        .bean(DeadLetterQueries.class)
        .count(new Filter(of, null, null, null, null, null))
        .number();
  }

  @Test
  void selection_without_a_function_within_reach_is_refused() throws Exception {
    long before = dead("victim");
    String classOfForeign = dispatcher.bean(DeadLetterQueries.class).classOf(foreign).orElseThrow();
    for (String selection :
        List.of(
            "'all':true",
            "'trigger':'shop'",
            "'reason':'RetriesExhausted'",
            "'errorType':'TypeError'",
            "'from':'2020-01-01T00:00:00Z'",
            "'requestId':'x'",
            "'classId':'" + classOfForeign + "'",
            "'function':'victim'",
            "'function':'arn:aws:lambda:us-east-1:000000000000:function:victim'",
            "'function':'victim','trigger':'shop'",
            "'ids':['" + foreign + "']",
            "'ids':['" + own + "','" + foreign + "']",
            "'ids':['" + own + "','" + UUID.randomUUID() + "']")) {
      plan(limited, "'selection':{" + selection + "}", 403);
      String begin =
          "{\"selection\":{%s},\"target\":\"our-mended\",%s}"
              .formatted(selection.replace('\'', '"'), REASON);
      assertThat(send(limited, "POST", "/v1/redrives", begin).statusCode())
          .as(selection)
          .isEqualTo(403);
    }
    plan(limited, "'selection':{'ids':['" + own + "']},'target':'victim'", 403);
    plan(limited, "'selection':{'function':'our-orders'},'target':'victim:live'", 403);
    assertThat(dead("victim")).isEqualTo(before);
    assertThat(function.calls).isEmpty();
  }

  @Test
  void letters_of_functions_within_reach_are_redriven() throws Exception {
    String classId = dispatcher.bean(DeadLetterQueries.class).classOf(own).orElseThrow();
    plan(limited, "'selection':{'function':'our-orders'}", 200);
    plan(limited, "'selection':{'function':'our-orders','trigger':'shop'}", 200);
    plan(limited, "'selection':{'function':'our-orders','classId':'" + classId + "'}", 200);
    plan(wide, "'selection':{'all':true}", 200);
    plan(wide, "'selection':{'ids':['" + foreign + "']}", 200);
    String begin =
        "{\"selection\":{\"ids\":[\"%s\"]},\"target\":\"our-mended\",%s}".formatted(own, REASON);
    assertThat(send(limited, "POST", "/v1/redrives", begin).statusCode()).isEqualTo(201);
    TriggerApp.await(() -> function.calls.size() == 1, "it is delivered");
    assertThat(function.calls.getFirst().path()).isEqualTo("/our-mended");
  }

  @Test
  void run_over_functions_out_of_reach_may_be_ended_but_not_sent_on() throws Exception {
    for (int i = 0; i < 30; i++) {
      letter("victim"); // one in ten seconds
    }
    String run =
        dispatcher
            .admin(
                "POST",
                "/v1/redrives",
                "{\"selection\":{\"function\":\"victim\"},\"rate\":0.1,%s}".formatted(REASON),
                201)
            .path("id")
            .asString();
    String path = "/v1/redrives/" + run;
    for (String step : List.of("/resume", "/continue")) {
      assertThat(send(limited, "POST", path + step, "{" + REASON + "}").statusCode())
          .as(step)
          .isEqualTo(403);
      assertThat(send(limited, "POST", path + "x" + step, "{" + REASON + "}").statusCode())
          .as(step)
          .isEqualTo(404);
    }
    assertThat(send(limited, "GET", path, "").statusCode()).isEqualTo(200);
    assertThat(send(limited, "POST", path + "/cancel", "{" + REASON + "}").statusCode())
        .isEqualTo(200);
  }

  @Test
  void another_payload_goes_to_functions_within_reach_only() throws Exception {
    resend(foreign, "", 403);
    resend(own, "\"target\":\"victim\",", 403);
    resend(own, "", 202);
    TriggerApp.await(() -> function.numbers().equals(List.of(2)), "it is delivered");
  }

  private static void resend(String id, String target, int expected) throws Exception {
    String body = "{\"payload\":{\"n\":2},%s%s}".formatted(target, REASON);
    HttpResponse<String> answer = send(limited, "POST", "/v1/dead-letters/" + id + "/resend", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
  }

  @Test
  void pages_are_as_limited_as_the_api() throws Exception {
    assertThat(send(limited, "GET", "/redrives/new?all=true", "").statusCode()).isEqualTo(403);
    assertThat(send(limited, "GET", "/redrives/new?function=our-orders", "").statusCode())
        .isEqualTo(200);
  }
}
