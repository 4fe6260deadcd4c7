package dev.tripline.dispatcher.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.rest.OpenApiDocument;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.FunctionTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole service on SQLite: functions, retries and dead letters over `/v1`.
class OwnApiTest {
  @TempDir static Path directory;
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static volatile int status = 500;
  private static @Nullable HttpServer endpoint;
  private static @Nullable ConfigurableApplicationContext app;
  private static String base = "";

  @BeforeAll
  static void start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, -1);
          }
        });
    server.start();
    endpoint = server;
    ConfigurableApplicationContext started =
        new SpringApplicationBuilder(TriplineApplication.class)
            .run(
                "--server.port=0",
                "--tripline.data-directory=" + directory.resolve("data"),
                "--tripline.endpoints.allow=127.0.0.1",
                "--tripline.dead-letters.max-redrives=1");
    app = started;
    base = "http://127.0.0.1:" + started.getEnvironment().getProperty("local.server.port");
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(app).close();
    Objects.requireNonNull(endpoint).stop(0);
    CLIENT.close();
  }

  @Test
  void letters_are_kept_as_long_as_their_trigger_says() {
    register("kept");
    String briefly = trigger("briefly", ",\"deadLetterRetentionSeconds\":3600");
    String ever = trigger("ever", "");
    Instant now = Instant.now();
    List<DeadLetter> letters =
        List.of(
            letter(briefly, now.minusSeconds(7_200)),
            letter(briefly, now.minusSeconds(60)),
            letter(ever, now.minusSeconds(7_200)));
    ConfigurableApplicationContext running = Objects.requireNonNull(app);
    running.getBean(DeadLetterStore.class).add(letters, List.of());
    running.getBean(LetterExpiry.class).runOnce();
    assertThat(send("GET", "/v1/dead-letters/" + letters.get(0).id(), null).statusCode())
        .isEqualTo(404);
    JsonNode young = json("GET", "/v1/dead-letters/" + letters.get(1).id(), null);
    assertThat(Instant.parse(young.path("expiresAt").asString()))
        .isEqualTo(letters.get(1).diedAt().plusSeconds(3_600));
    JsonNode listed = json("GET", "/v1/dead-letters?trigger=briefly", null).path("deadLetters");
    assertThat(listed.path(0).path("expiresAt")).isEqualTo(young.path("expiresAt"));
    assertThat(json("GET", "/v1/dead-letters/" + letters.get(2).id(), null).has("expiresAt"))
        .isFalse();
    JsonNode audit = json("GET", "/v1/audit?target=trigger/briefly", null).path("audit");
    assertThat(audit.path(0).path("action").asString()).isEqualTo("ExpireDeadLetters");
    assertThat(audit.path(0).path("details").path("letters").asString()).isEqualTo("1");
    String change = "{\"deadLetterRetentionSeconds\":30}";
    assertThat(send("PATCH", "/v1/triggers/briefly", change).statusCode()).isEqualTo(400);
    json("PATCH", "/v1/triggers/briefly", "{\"deadLetterRetentionSeconds\":0}");
    assertThat(
            json("GET", "/v1/triggers/briefly", null).path("deadLetterRetentionSeconds").asInt(1))
        .isZero();
    assertThat(
            json("PATCH", "/v1/triggers/briefly", "{\"deadLetterRetentionSeconds\":null}")
                .has("deadLetterRetentionSeconds"))
        .isFalse();
    letters.forEach(
        letter -> send("DELETE", "/v1/dead-letters/" + letter.id() + "?reason=test", null));
  }

  @Test
  void letters_of_no_trigger_are_kept_as_long_as_their_function_says() {
    register("kept-briefly");
    String path = "/v1/functions/kept-briefly/dead-letter-retention";
    assertThat(json("GET", path, null).has("deadLetterRetentionSeconds")).isFalse();
    String hour = "{\"deadLetterRetentionSeconds\":3600}";
    assertThat(json("PUT", path, hour).path("deadLetterRetentionSeconds").asInt()).isEqualTo(3_600);
    assertThat(send("PUT", path, "{\"deadLetterRetentionSeconds\":30}").statusCode())
        .isEqualTo(400);
    assertThat(send("PUT", path.replace("kept-briefly", "nobody"), hour).statusCode())
        .isEqualTo(404);
    Instant now = Instant.now();
    List<DeadLetter> letters =
        List.of(
            letter("kept-briefly", null, now.minusSeconds(7_200)),
            letter("kept-briefly", null, now.minusSeconds(60)),
            letter("kept-briefly", "gone-trigger", now.minusSeconds(7_200)),
            letter("others", null, now.minusSeconds(7_200)));
    ConfigurableApplicationContext running = Objects.requireNonNull(app);
    running.getBean(DeadLetterStore.class).add(letters, List.of());
    running.getBean(LetterExpiry.class).runOnce();
    assertThat(send("GET", "/v1/dead-letters/" + letters.get(0).id(), null).statusCode())
        .isEqualTo(404);
    JsonNode young = json("GET", "/v1/dead-letters/" + letters.get(1).id(), null);
    assertThat(Instant.parse(young.path("expiresAt").asString()))
        .isEqualTo(letters.get(1).diedAt().plusSeconds(3_600));
    for (DeadLetter other : letters.subList(2, 4)) {
      assertThat(json("GET", "/v1/dead-letters/" + other.id(), null).has("expiresAt")).isFalse();
    }
    JsonNode audit = json("GET", "/v1/audit?target=function/kept-briefly", null).path("audit");
    assertThat(audit.path(0).path("action").asString()).isEqualTo("ExpireDeadLetters");
    assertThat(send("DELETE", path, null).statusCode()).isEqualTo(204);
    assertThat(send("DELETE", path, null).statusCode()).isEqualTo(404);
    letters.forEach(
        letter -> send("DELETE", "/v1/dead-letters/" + letter.id() + "?reason=test", null));
  }

  private static String trigger(String name, String more) {
    String form =
        "{\"name\":\"%s\",\"function\":\"kept\",\"source\":{\"kind\":\"http\"}%s}"
            .formatted(name, more);
    HttpResponse<String> made = send("POST", "/v1/triggers", form);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return JSON.readTree(made.body()).path("id").asString();
  }

  private static DeadLetter letter(String trigger, Instant died) {
    return letter("kept", trigger, died);
  }

  private static DeadLetter letter(String function, @Nullable String trigger, Instant died) {
    Instant at = Instant.ofEpochMilli(died.toEpochMilli());
    return new DeadLetter(
        TimeOrderedId.at(at),
        UUID.randomUUID().toString(),
        FunctionTarget.latest(function),
        trigger,
        "Rejected",
        "it broke",
        new byte[] {'1'},
        null,
        List.of(),
        at,
        at,
        0);
  }

  @Test
  void a_poison_event_is_kept_redriven_and_discarded() {
    register("poison");
    for (int n = 0; n < 3; n++) {
      var accepted = send("POST", "/2015-03-31/functions/poison/invocations", "{\"n\":" + n + "}");
      assertThat(accepted.statusCode()).isEqualTo(202);
    }
    String query = "/v1/dead-letters?function=poison&reason=RetriesExhausted";
    await(() -> json("GET", query, null).path("deadLetters").size() == 3);

    assertThat(json("GET", "/v1/dead-letters/count?function=poison", null).toString())
        .isEqualTo("{\"count\":3,\"exact\":true}");
    assertThat(json("GET", "/v1/dead-letters/groups?function=poison&by=errorType", null).toString())
        .isEqualTo("{\"groups\":[{\"value\":\"Endpoint.Status500\",\"count\":3}]}");
    JsonNode page = json("GET", query + "&limit=2", null);
    assertThat(page.path("deadLetters").size()).isEqualTo(2);
    JsonNode rest = json("GET", query + "&limit=2&cursor=" + page.path("next").asString(), null);
    assertThat(rest.path("deadLetters").size()).isEqualTo(1);
    assertThat(rest.has("next")).isFalse();

    String id = rest.at("/deadLetters/0/id").asString();
    JsonNode letter = json("GET", "/v1/dead-letters/" + id, null);
    assertThat(letter.at("/payload/n").isNumber()).isTrue();
    assertThat(letter.path("attempts").size()).isEqualTo(2);
    assertThat(letter.at("/attempts/1/errorType").asString()).isEqualTo("Endpoint.Status500");

    assertProblem(send("DELETE", "/v1/dead-letters/" + id, null), 400, "reason");
    assertThat(send("DELETE", "/v1/dead-letters/" + id + "?reason=test", null).statusCode())
        .isEqualTo(204);
    assertProblem(send("GET", "/v1/dead-letters/" + id, null), 404, id);
    JsonNode audit = json("GET", "/v1/dead-letters/" + id + "/audit", null).path("audit");
    assertThat(audit.size()).isEqualTo(1);
    assertThat(audit.at("/0/action").asString()).isEqualTo("DiscardDeadLetter");
    assertThat(audit.at("/0/reason").asString()).isEqualTo("test");
    assertThat(audit.at("/0/actor/name").asString()).isEqualTo("anonymous at 127.0.0.1");

    assertThat(json("POST", "/v1/dead-letters/redrive", "{\"function\":\"poison\"}").toString())
        .isEqualTo("{\"redriven\":2,\"skipped\":0,\"more\":false}");
    await(() -> json("GET", query, null).path("deadLetters").size() == 2);
    JsonNode again = json("GET", query, null).at("/deadLetters/0");
    assertThat(again.path("redriveCount").asInt()).isEqualTo(1);
    assertProblem(
        send("POST", "/v1/dead-letters/" + again.path("id").asString() + "/redrive", ""),
        409,
        "max-redrives");
  }

  @Test
  void letters_of_one_error_are_a_class_that_is_looked_after_and_redriven() {
    register("classy");
    for (int n = 0; n < 3; n++) {
      send("POST", "/2015-03-31/functions/classy/invocations", "{\"n\":" + n + "}");
    }
    String query = "/v1/dead-letter-classes?function=classy";
    await(() -> json("GET", query, null).at("/classes/0/alive").asInt() == 3);
    JsonNode found = json("GET", query + "&state=open&limit=1", null);
    assertThat(found.path("classes").size()).isEqualTo(1);
    assertThat(found.has("next")).isFalse();
    assertThat(found.path("unclassified").toString()).isEqualTo("{\"count\":0,\"exact\":true}");
    JsonNode one = found.at("/classes/0");
    assertThat(one.path("function").asString()).isEqualTo("classy");
    assertThat(one.path("errorType").asString()).isEqualTo("Endpoint.Status500");
    assertThat(one.path("total").asInt()).isEqualTo(3);

    String path = "/v1/dead-letter-classes/" + one.path("id").asString();
    JsonNode snoozed =
        json(
            "PATCH",
            path,
            "{\"snoozedUntil\":\"2999-01-01T00:00:00Z\",\"assignee\":\"ada\",\"note\":\"known\"}");
    assertThat(snoozed.path("state").asString()).isEqualTo("snoozed");
    assertThat(json("GET", query + "&state=open", null).path("classes").isEmpty()).isTrue();
    JsonNode changed =
        json("PATCH", path, "{\"state\":\"acknowledged\",\"assignee\":null,\"note\":\"fixed\"}");
    assertThat(changed.path("state").asString()).isEqualTo("acknowledged");
    assertThat(changed.path("snoozedUntil").isNull()).isTrue();
    assertThat(changed.path("assignee").isNull()).isTrue();
    assertThat(json("GET", path, null)).isEqualTo(changed);
    JsonNode audit =
        json("GET", "/v1/audit?target=dead-letter-class/" + one.path("id").asString(), null);
    assertThat(audit.path("audit").size()).isEqualTo(2);
    assertThat(audit.at("/audit/0/details/note").asString()).isEqualTo("fixed");
    assertThat(audit.at("/audit/0/actor/name").asString()).isEqualTo("anonymous at 127.0.0.1");

    assertProblem(send("PATCH", path, "{\"state\":\"resolved\"}"), 400, "by being quiet");
    assertProblem(
        send("PATCH", path, "{\"snoozedUntil\":\"2000-01-01T00:00:00Z\"}"), 400, "to come");
    assertProblem(send("PATCH", path, "{\"alive\":0}"), 400, "alive");
    assertProblem(send("GET", "/v1/dead-letter-classes/none", null), 404, "none");
    assertProblem(send("PATCH", "/v1/dead-letter-classes/none", "{\"note\":\"x\"}"), 404, "none");
    assertProblem(send("GET", query + "&state=closed", null), 400, "state");
    assertProblem(send("GET", query + "&cursor=x", null), 400, "cursor");
    assertProblem(send("GET", "/v1/dead-letters?classId=x", null), 400, "classId");

    String ofClass = "classId=" + one.path("id").asString();
    assertThat(json("GET", "/v1/dead-letters?limit=2&" + ofClass, null).path("deadLetters").size())
        .isEqualTo(2);
    assertThat(json("GET", "/v1/dead-letters/count?" + ofClass, null).toString())
        .isEqualTo("{\"count\":3,\"exact\":true}");
    assertThat(
            json(
                    "POST",
                    "/v1/dead-letters/redrive",
                    "{\"limit\":2,\"classId\":\"" + one.path("id").asString() + "\"}")
                .path("redriven")
                .asInt())
        .isEqualTo(2);
    await(() -> json("GET", path, null).path("total").asInt() == 5);
    assertThat(json("GET", path, null).path("alive").asInt()).isEqualTo(3);
    assertThat(json("GET", path, null).path("state").asString()).isEqualTo("acknowledged");
  }

  @Test
  void functions_are_registered_changed_and_removed() {
    register("changing");
    JsonNode changed =
        json(
            "PATCH",
            "/v1/functions/changing",
            "{\"retry\":{\"maxRetries\":9},\"maxPerSecond\":5,\"timeoutSeconds\":null}");
    assertThat(changed.at("/retry/maxRetries").asInt()).isEqualTo(9);
    assertThat(changed.at("/retry/backoff/firstSeconds").asDouble()).isEqualTo(0.1);
    assertThat(changed.path("maxPerSecond").asInt()).isEqualTo(5);
    assertThat(json("GET", "/v1/functions/changing", null)).isEqualTo(changed);
    assertThat(json("GET", "/v1/functions", null).toString()).contains("\"changing\"");
    assertProblem(send("POST", "/v1/functions", registration("changing")), 409, "already");
    assertProblem(
        send("PATCH", "/v1/functions/changing", "{\"url\":\"http://10.0.0.1\"}"), 400, "private");
    assertProblem(send("PATCH", "/v1/functions/changing", "{\"retrys\":1}"), 400, "retrys");
    assertProblem(send("POST", "/v1/functions", "[1]"), 400, "object");
    assertThat(send("DELETE", "/v1/functions/changing", null).statusCode()).isEqualTo(204);
    assertProblem(send("GET", "/v1/functions/changing", null), 404, "changing");
  }

  @Test
  void wrong_queries_and_media_types_are_problems() {
    assertProblem(send("GET", "/v1/dead-letters?from=yesterday", null), 400, "from");
    assertProblem(send("GET", "/v1/dead-letters?limit=101", null), 400, "limit");
    assertProblem(send("POST", "/v1/dead-letters/redrive", "{\"nope\":1}"), 400, "nope");
    HttpResponse<String> form =
        exchange(
            HttpRequest.newBuilder(URI.create(base + "/v1/functions"))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build());
    assertProblem(form, 415, "");
    assertThat(send("GET", "/openapi.yaml", null).body()).startsWith("openapi: 3.1");
  }

  private static void register(String name) {
    var created = send("POST", "/v1/functions", registration(name));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
  }

  private static String registration(String name) {
    int port = Objects.requireNonNull(endpoint).getAddress().getPort();
    return """
    {"name":"%s","url":"http://127.0.0.1:%d/","timeoutSeconds":5,
     "retry":{"maxRetries":1,"backoff":{"firstSeconds":0.1}}}\
    """
        .formatted(name, port);
  }

  private static JsonNode json(String method, String path, @Nullable String body) {
    HttpResponse<String> response = send(method, path, body);
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return JSON.readTree(response.body());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String detail) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(JSON.readTree(response.body()).path("detail").asString()).contains(detail);
  }

  private static HttpResponse<String> send(String method, String path, @Nullable String body) {
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return exchange(
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .header("X-Amz-Invocation-Type", "Event")
            .method(method, publisher)
            .build());
  }

  private static HttpResponse<String> exchange(HttpRequest request) {
    try {
      HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      OpenApiDocument.SERVED.check(answer);
      return answer;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within 60 s");
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
