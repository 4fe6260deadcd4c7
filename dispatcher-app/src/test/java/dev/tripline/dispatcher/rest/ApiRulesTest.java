package dev.tripline.dispatcher.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The rules that hold for every route of `/v1`, over HTTP.
class ApiRulesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static @TempDir Path data;
  private static @Nullable ConfigurableApplicationContext app;

  @BeforeAll
  static void start() throws Exception {
    app =
        SpringApplication.run(
            TriplineApplication.class,
            "--server.port=0",
            "--tripline.data-directory=" + data.resolve("data"),
            "--tripline.endpoints.allow=127.0.0.1",
            "--tripline.api.max-body=2KB",
            "--tripline.triggers.max-request=3KB");
    send("POST", "/v1/functions", "{'name':'sink','url':'http://127.0.0.1:1/'}");
    send("POST", "/v1/triggers", "{'name':'events','function':'sink','source':{'kind':'http'}}");
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(app).close();
    CLIENT.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "GET | /v1/nothing | 404 | there is no GET /v1/nothing",
        "GET | /v1/dead-letters/ | 404 | there is no GET /v1/dead-letters/",
        "GET | /v1/triggers/nobody | 404 | there is no trigger nobody",
        "GET | /v1/functions/nobody | 404 | there is no function nobody",
        "GET | /v1/dead-letters/nobody/audit | 404 | there is no dead letter nobody",
        "GET | /v1/triggers/nobody/ledger | 404 | there is no trigger nobody",
        "GET | /v1/triggers/nobody/parked-keys | 404 | there is no trigger nobody",
        "POST | /v1/triggers/events/parked-keys/k/redrive | 404 | has no parked key k",
        "PUT | /v1/triggers | 405 | PUT",
        "GET | /v1/dead-letters?trigger=nobody | 400 | trigger: there is no trigger nobody; the"
            + " dead letters of a deleted",
        "GET | /v1/dead-letters?function=nobody | 400 | function: there is neither",
        "GET | /v1/dead-letters?function=sink:1 | 400 | function: the function itself",
        "GET | /v1/dead-letters/count?trigger=nobody | 400 | trigger: there is no trigger nobody",
        "GET | /v1/dead-letters/groups | 400 | by: must be one of",
        "GET | /v1/dead-letters/groups?by=reason&from=2026-01-31T12:00:00Z | 400 | from: is not",
        "GET | /v1/dead-letters?limit=many | 400 | limit: must be a whole number",
        "GET | /v1/dead-letters?functoin=sink | 400 | functoin: is not known here",
        "GET | /v1/triggers?limit=1 | 400 | limit: is not known here",
        "GET | /v1/undelivered?limit=0 | 400 | limit: 1 to 100",
        "GET | /v1/activity?function=nobody | 400 | function: there is no function nobody",
        "GET | /v1/audit?target=trigger/nobody | 400 | target: there is no trigger nobody",
        "GET | /v1/audit?target=planet/mars | 400 | target: KIND or KIND/ID",
        "GET | /v1/audit?cursor=x | 400 | cursor: ",
        "GET | /v1/dead-letters?cursor=zz | 400 | cursor: ",
        "GET | /v1/dead-letters?function=%ff | 400 | a parameter is not percent-encoded UTF-8",
        "GET | /v1/audit?actor=%c0%80 | 400 | a parameter is not percent-encoded UTF-8",
        "GET | /v1/redrives?cursor=x | 400 | cursor: ",
        "GET | /v1/triggers/events/parked-keys?cursor=x | 400 | cursor: ",
        "GET | /v1/triggers/events/ledger?from=yesterday | 400 | from: a time",
        "PUT | /v1/secrets/a%20b | 400 | a JSON object",
      })
  void refusal_is_a_problem(String method, String path, int status, String detail)
      throws Exception {
    HttpResponse<String> answer = send(method, path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = JSON.readTree(answer.body());
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("detail").asString()).contains(detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "POST | /v1/triggers | {'nome':1} | nome name function source source.kind",
        "POST | /v1/functions | {'name':'a','url':'gopher://x','maxConcurrency':0} |"
            + " url maxConcurrency",
        "POST | /v1/functions | {'name':3,'url':'http://x'} | name",
        "PATCH | /v1/functions/sink | {'retry':{'maxRetries':'2'}} | retry.maxRetries",
        "PATCH | /v1/triggers/events | {'function':null} | function",
        "PATCH | /v1/triggers/events | {'source':{'kind':null}} | source.kind",
        "POST | /v1/dead-letters/redrive | {'limit':'3'} | limit",
        "POST | /v1/dead-letters/redrive | {'trigger':'nobody','function':'no'} | function trigger",
        "PUT | /v1/secrets/s | {'valu':1} | valu value",
        "POST | /v1/triggers/events/parked-keys/k/discard-head | {'why':'x'} | why",
      })
  void every_wrong_field_is_named(String method, String path, String body, String fields)
      throws Exception {
    HttpResponse<String> answer = send(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    List<String> named = new ArrayList<>();
    JSON.readTree(answer.body())
        .path("errors")
        .forEach(error -> named.add(error.path("field").asString()));
    assertThat(named).containsExactlyInAnyOrder(fields.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/triggers, 2048",
    "POST, /v1/functions, 2048",
    "PATCH, /v1/triggers/events, 2048",
    "PUT, /v1/secrets/s, 2048",
    "POST, /v1/dead-letters/redrive, 2048",
    "POST, /v1/events/events, 3072",
  })
  void body_over_the_limit_is_refused_announced_or_not(String method, String path, int limit)
      throws Exception {
    byte[] body = new byte[limit + 1];
    for (var publisher :
        List.of(
            BodyPublishers.ofByteArray(body),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))) {
      HttpResponse<String> answer =
          exchange(
              request(path).header("Content-Type", "application/json").method(method, publisher));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(413);
      assertThat(answer.body()).contains(limit + " bytes");
    }
  }

  @Test
  void times_that_no_store_keeps_are_refused() throws Exception {
    for (String time : List.of("-999999999-01-01T00:00:00Z", "%2B999999999-12-31T23:59:59Z")) {
      for (String path : List.of("/v1/dead-letters", "/v1/dead-letters/count", "/v1/audit")) {
        HttpResponse<String> answer = send("GET", path + "?from=" + time, "");
        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(answer.body()).contains("\"field\":\"from\"");
      }
    }
  }

  @Test
  void nulls_within_maps_are_refused() throws Exception {
    for (String member :
        List.of("\"headers\":{\"A\":null}", "\"retry\":{\"byErrorType\":{\"A\":null}}")) {
      String body = "{\"name\":\"nulls\",\"url\":\"http://127.0.0.1:9/\"," + member + "}";
      assertThat(send("POST", "/v1/functions", body).statusCode()).as(member).isEqualTo(400);
    }
  }

  @Test
  void numbers_of_any_length_are_refused_by_their_range() throws Exception {
    String source =
        "{\"kind\":\"folder\",\"path\":\"/nowhere\",\"bucket\":\"b\",\"settleSeconds\":%s}"
            .formatted("1" + "0".repeat(400));
    String body = "{\"name\":\"long\",\"function\":\"f\",\"source\":" + source + "}";
    HttpResponse<String> answer = send("POST", "/v1/triggers", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("source.settleSeconds");
  }

  @Test
  void trigger_cannot_take_the_id_of_another_one_as_its_name() throws Exception {
    String body =
        "{\"name\":\"1442e519-0000-4000-8000-000000000000\",\"function\":\"f\","
            + "\"source\":{\"kind\":\"http\"}}";
    HttpResponse<String> answer = send("POST", "/v1/triggers", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("must not look like an id");
  }

  @Test
  void options_of_a_route_are_told() throws Exception {
    // Not described in openapi.yaml, to which `send` holds all answers.
    HttpRequest request =
        request("/v1/functions").method("OPTIONS", BodyPublishers.noBody()).build();
    HttpResponse<Void> answer;
    try (HttpClient client = HttpClient.newHttpClient()) {
      answer = client.send(request, BodyHandlers.discarding());
    }
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("POST");
  }

  @Test
  void operation_is_told_in_refusals_and_counted() throws Exception {
    assertThat(send("GET", "/v1/triggers?x=1", "").body())
        .contains("\"operation\":\"ListTriggers\"");
    send("GET", "/v1/nowhere", "");
    MeterRegistry meters = Objects.requireNonNull(app).getBean(MeterRegistry.class);
    assertThat(
            meters
                .get("tripline.api.requests")
                .tags("face", "v1", "operation", "ListTriggers", "status", "400")
                .timer()
                .count())
        .isPositive();
    assertThat(
            meters
                .get("tripline.api.requests")
                .tags("face", "v1", "operation", "unknown", "status", "404")
                .timer()
                .count())
        .isPositive();
  }

  @Test
  void every_change_has_its_actor_in_the_audit() throws Exception {
    send("PUT", "/v1/secrets/audited", "{'value':'x'}", "Tripline-Actor", "ada");
    send("POST", "/v1/triggers/events/pause", "");
    send("POST", "/v1/triggers/events/resume", "");
    JsonNode secret =
        JSON.readTree(send("GET", "/v1/audit?target=secret/audited", "").body()).at("/audit/0");
    assertThat(secret.path("action").asString()).isEqualTo("PutSecret");
    assertThat(secret.at("/actor/name").asString()).isEqualTo("ada at 127.0.0.1");
    assertThat(secret.at("/actor/kind").asString()).isEqualTo("anonymous");
    JsonNode first =
        JSON.readTree(send("GET", "/v1/audit?target=trigger/events&limit=1", "").body());
    assertThat(first.at("/audit/0/action").asString()).isEqualTo("ResumeTrigger");
    assertThat(first.at("/audit/0/details/name").asString()).isEqualTo("events");
    JsonNode next =
        JSON.readTree(
            send(
                    "GET",
                    "/v1/audit?target=trigger/events&limit=1&cursor="
                        + first.path("next").asString(),
                    "")
                .body());
    assertThat(next.at("/audit/0/action").asString()).isEqualTo("PauseTrigger");
    assertThat(send("GET", "/v1/audit?actor=ada%20at%20127.0.0.1&action=PutSecret", "").body())
        .contains("audited");
    assertThat(send("PUT", "/v1/secrets/s", "{'value':'x'}", "Tripline-Actor", "a b").statusCode())
        .isEqualTo(400);
  }

  @Test
  void nested_null_removes_a_member() throws Exception {
    send("PATCH", "/v1/functions/sink", "{'destinations':{'onFailure':'http://127.0.0.1:1/'}}");
    assertThat(send("GET", "/v1/functions/sink", "").body()).contains("onFailure");
    send("PATCH", "/v1/functions/sink", "{'destinations':{'onFailure':null}}");
    assertThat(send("GET", "/v1/functions/sink", "").body()).doesNotContain("onFailure");
  }

  private static HttpResponse<String> send(
      String method, String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request = request(path).header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return exchange(request.method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private static HttpRequest.Builder request(String path) {
    String port = Objects.requireNonNull(app).getEnvironment().getProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpResponse<String> exchange(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    OpenApiDocument.SERVED.check(answer);
    return answer;
  }
}
