package dev.tripline.dispatcher.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Events of mixed fates, each explained. With `-Dexplain.events=1000` there are so many, and the times of
/// the answers are printed.
class ExplanationTest {
  private static final int EVENTS = Integer.getInteger("explain.events", 60);
  private static final String SECRET_WORDS = "card 4711 is refused";

  @TempDir static Path data;

  private static final Set<String> seen = ConcurrentHashMap.newKeySet();
  private static HttpServer function;
  private static GuardedDispatcher dispatcher;
  private static volatile boolean fixed;

  private enum Fate {
    DELIVERED("delivered", "accepted", "delivered"),
    RETRIED("delivered", "accepted", "failed", "delivered"),
    DEAD("dead-lettered", "accepted", "failed", "failed", "dead-lettered"),
    REDRIVEN("redriven", "accepted", "failed", "failed", "dead-lettered", "redriven"),
    DISCARDED("discarded", "accepted", "failed", "failed", "dead-lettered", "discarded"),
    WAITING("waiting", "accepted", "failed");

    private final String state;
    private final String history;

    Fate(String state, String... history) {
      this.state = state;
      this.history = String.join(" ", history);
    }

    List<String> history() {
      return List.of(history.split(" ", -1));
    }

    String trigger() {
      return this == WAITING ? "patient" : "shop";
    }
  }

  private record Event(Fate fate, String requestId) {}

  @BeforeAll
  static void start() throws Exception {
    function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    function.createContext(
        "/",
        exchange -> {
          JsonNode event = GuardedDispatcher.JSON.readTree(exchange.getRequestBody());
          byte[] answer = SECRET_WORDS.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(fails(event) ? 422 : 200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    function.createContext("/told", exchange -> answer(exchange, 200));
    function.createContext("/gone", exchange -> answer(exchange, 500));
    function.start();
    dispatcher =
        GuardedDispatcher.start(
            data,
            "--tripline.endpoints.allow=127.0.0.1",
            "--tripline.invocations.per-second=100000");
    register("orders", "shop", 0.01);
    register("slow", "patient", 600);
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static boolean fails(JsonNode event) {
    return switch (Fate.valueOf(event.path("data").asString())) {
      case DELIVERED -> false;
      case RETRIED -> seen.add(event.path("id").asString());
      case REDRIVEN -> !fixed;
      case DEAD, DISCARDED, WAITING -> true;
    };
  }

  private static void register(String name, String trigger, double wait) throws Exception {
    dispatcher.admin(
        "POST",
        "/v1/functions",
        "{\"name\":\"%s\",\"url\":\"http://127.0.0.1:%d/\",\"retry\":{\"maxRetries\":1,\"backoff\":{\"firstSeconds\":%s,\"capSeconds\":600}}}"
            .formatted(name, function.getAddress().getPort(), wait),
        201);
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{\"name\":\"%s\",\"function\":\"%s\",\"source\":{\"kind\":\"http\"}}"
            .formatted(trigger, name),
        201);
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
    function.stop(0);
  }

  private static Event publish(Fate fate) throws Exception {
    return publish(fate, fate.trigger(), UUID.randomUUID().toString());
  }

  private static Event publish(Fate fate, String trigger, String id) throws Exception {
    HttpResponse<String> answer =
        dispatcher.send(
            dispatcher.adminToken(),
            "POST",
            "/v1/events/" + trigger,
            "application/cloudevents+json",
            "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/t\",\"type\":\"t\",\"data\":\"%s\"}"
                .formatted(id, fate));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return new Event(
        fate, GuardedDispatcher.JSON.readTree(answer.body()).path("requestIds").path(0).asString());
  }

  private static JsonNode explain(String requestId) {
    try {
      return dispatcher.admin("GET", "/v1/events/" + requestId + "/explain", "", 200);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static List<String> history(JsonNode explanation) {
    return explanation
        .path("history")
        .valueStream()
        .map(fact -> fact.path("what").asString())
        .toList();
  }

  private static void awaitHistory(Event event, List<String> history) {
    AtomicReference<JsonNode> last = new AtomicReference<>();
    try {
      TriggerApp.await(
          () -> {
            last.set(explain(event.requestId()));
            return history(last.get()).equals(history);
          },
          "history " + history);
    } catch (AssertionError e) {
      throw new AssertionError(event + " is explained as " + last.get(), e);
    }
  }

  @Test
  void each_event_is_explained_by_its_own_fate() throws Exception {
    List<Event> events = new ArrayList<>();
    Fate[] fates = Fate.values();
    for (int i = 0; i < EVENTS; i++) {
      events.add(publish(fates[i % fates.length]));
    }
    for (Event event : events) {
      List<String> first =
          event.fate().history().stream()
              .filter(what -> !List.of("redriven", "discarded").contains(what))
              .toList();
      awaitHistory(event, first);
    }
    fixed = true;
    List<Event> again = new ArrayList<>();
    for (Event event : events) {
      if (event.fate() == Fate.REDRIVEN) {
        JsonNode redriven =
            dispatcher.admin("POST", "/v1/dead-letters/" + letter(event) + "/redrive", "", 202);
        again.add(new Event(Fate.REDRIVEN, redriven.path("requestId").asString()));
      } else if (event.fate() == Fate.DISCARDED) {
        dispatcher.admin(
            "DELETE", "/v1/dead-letters/" + letter(event) + "?reason=made%20up", "", 204);
      }
    }
    for (Event event : again) {
      awaitHistory(event, List.of("redrive", "delivered"));
    }
    long[] millis = new long[events.size()];
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      long began = System.nanoTime();
      JsonNode explanation = explain(event.requestId());
      millis[i] = (System.nanoTime() - began) / 1_000_000;
      requireRight(event, explanation);
    }
    for (Event event : again) {
      JsonNode explanation = explain(event.requestId());
      assertThat(explanation.path("state").asString()).isEqualTo("delivered");
      assertThat(
              explain(explanation.path("origin").path("requestId").asString())
                  .path("redrivenTo")
                  .asString())
          .isEqualTo(event.requestId());
    }
    Arrays.sort(millis);
    System.out.printf(
        "explained %d events: p50 %d ms, p99 %d ms%n",
        millis.length, millis[millis.length / 2], millis[millis.length * 99 / 100]);
  }

  private static String letter(Event event) {
    return explain(event.requestId()).path("deadLetters").path(0).asString();
  }

  private static void requireRight(Event event, JsonNode explanation) {
    String text = explanation.toString();
    assertThat(explanation.path("state").asString()).as(text).isEqualTo(event.fate().state);
    assertThat(history(explanation)).as(text).isEqualTo(event.fate().history());
    assertThat(explanation.path("triggerName").asString()).isEqualTo(event.fate().trigger());
    assertThat(explanation.has("nextAttemptAt")).isEqualTo(event.fate() == Fate.WAITING);
    assertThat(explanation.has("endedAt")).isEqualTo(event.fate() != Fate.WAITING);
    for (JsonNode fact : explanation.path("history")) {
      String what = fact.path("what").asString();
      boolean attempt = what.equals("failed") || what.equals("delivered");
      assertThat(fact.has("durationMillis")).as(text).isEqualTo(attempt);
      if (what.equals("failed")) {
        assertThat(fact.path("error").asString()).as(text).contains(SECRET_WORDS);
      }
    }
    if (event.fate() == Fate.DISCARDED) {
      assertThat(text).contains("because: made up");
    }
  }

  @Test
  void viewer_is_told_the_fate_without_the_words_of_the_function() throws Exception {
    Event event = publish(Fate.DEAD);
    awaitHistory(event, Fate.DEAD.history());
    String token = dispatcher.token("watcher", "viewer");
    HttpResponse<String> answer =
        dispatcher.send(token, "GET", "/v1/events/" + event.requestId() + "/explain", "");
    assertThat(answer.body()).contains("RetriesExhausted").doesNotContain(SECRET_WORDS);
  }

  @Test
  void letter_that_was_sent_again_with_another_payload_leads_to_its_new_event() throws Exception {
    Event event = publish(Fate.DEAD);
    awaitHistory(event, Fate.DEAD.history());
    String next =
        dispatcher
            .admin(
                "POST",
                "/v1/dead-letters/" + letter(event) + "/resend",
                "{\"payload\":{\"data\":\"DELIVERED\",\"id\":\"again\"},\"reason\":\"mended\"}",
                202)
            .path("requestId")
            .asString();
    JsonNode explanation = explain(event.requestId());
    assertThat(explanation.path("state").asString()).isEqualTo("redriven");
    assertThat(explanation.path("redrivenTo").asString()).isEqualTo(next);
    assertThat(history(explanation)).endsWith("dead-lettered", "redriven");
  }

  @Test
  void destinations_are_told_with_what_became_of_the_message_and_so_is_an_event_that_came_again()
      throws Exception {
    String address = "http://127.0.0.1:%d".formatted(function.getAddress().getPort());
    dispatcher.admin(
        "POST",
        "/v1/functions",
        "{\"name\":\"proud\",\"url\":\"%s/\",\"retry\":{\"maxRetries\":0},\"destinations\":{\"onSuccess\":\"%s/told?key=word\",\"onFailure\":\"%s/gone\"}}"
            .formatted(address, address, address),
        201);
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{\"name\":\"proud\",\"function\":\"proud\",\"source\":{\"kind\":\"http\"}}",
        201);
    String id = UUID.randomUUID().toString();
    Event event = publish(Fate.DELIVERED, "proud", id);
    assertThat(publish(Fate.DELIVERED, "proud", id).requestId()).isEqualTo(event.requestId());
    AtomicReference<JsonNode> last = new AtomicReference<>();
    TriggerApp.await(
        () -> {
          last.set(explain(event.requestId()));
          return history(last.get()).containsAll(List.of("delivered", "sent", "duplicate"));
        },
        "the destination and the duplicate");
    assertThat(last.get().path("state").asString()).isEqualTo("delivered");
    assertThat(last.get().toString())
        .contains("its success destination " + address + "/told")
        .doesNotContain("key=word")
        .contains("came again from trigger proud", "known for 7 days");
    Event dead = publish(Fate.DEAD, "proud", UUID.randomUUID().toString());
    TriggerApp.await(
        () -> {
          last.set(explain(dead.requestId()));
          return history(last.get()).contains("send-failed");
        },
        "the destination that takes nothing");
    assertThat(last.get().path("state").asString()).isEqualTo("dead-lettered");
    assertThat(last.get().toString())
        .contains("its failure destination " + address + "/gone did not take");
  }

  @Test
  void nothing_is_said_of_what_is_not_known() throws Exception {
    assertThat(
            dispatcher
                .admin("GET", "/v1/events/nothing/explain", "", 404)
                .path("detail")
                .asString())
        .contains("nothing is known of nothing");
  }
}
