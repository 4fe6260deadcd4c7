package dev.tripline.dispatcher.trigger.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.delivery.DeliveryBench;
import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.lambdaapi.Packages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.LambdaClient;
import tools.jackson.databind.JsonNode;

/// Routes as their callers see them.
class RouteTest {
  private static final String STRIPE_SECRET = "whsec_of_stripe";
  private static final String GITHUB_SECRET = "It's a Secret to Everybody";
  private static final byte[] STANDARD_KEY =
      "0123456789abcdef01234567".getBytes(StandardCharsets.US_ASCII);

  @TempDir static Path data;
  private static GuardedDispatcher dispatcher;
  private static HttpClient http;
  private static String publisher;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    dispatcher = GuardedDispatcher.start(data, "--tripline.payload-encryption.enabled=true");
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    publisher = dispatcher.token("publisher", "publisher");
    GuardedDispatcher.Key operator = dispatcher.key("operator", "operator");
    try (LambdaClient lambda = dispatcher.lambda(operator)) {
      Packages.create(lambda, "echo", Packages.ECHO);
      Packages.create(
          lambda,
          "wrap",
          "import json\ndef handler(event, context):\n"
              + "    return {'statusCode': 201, 'headers': {'X-Kind': 'v1'},"
              + " 'multiValueHeaders': {'X-Many': ['a', 'b']}, 'body': json.dumps(event)}\n");
    }
    for (Map.Entry<String, String> secret :
        Map.of(
                "stripe", "of-before-the-change\n" + STRIPE_SECRET,
                "github", GITHUB_SECRET,
                "standard", "whsec_" + Base64.getEncoder().encodeToString(STANDARD_KEY))
            .entrySet()) {
      dispatcher.admin(
          "PUT",
          "/v1/secrets/" + secret.getKey(),
          GuardedDispatcher.JSON.writeValueAsString(Map.of("value", secret.getValue())),
          201);
    }
    route("orders", "echo", "'method':'POST','path':'/orders/{id}/lines'");
    route("everything", "echo", "'path':'/orders/{rest+}'");
    route("old", "wrap", "'method':'GET','path':'/old/{id}','payload':'1.0','auth':'none'");
    route("later", "echo", "'method':'POST','path':'/later','async':true");
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      http.close();
      dispatcher.close();
    }
  }

  private static void route(String name, String function, String members) throws Exception {
    dispatcher.admin("POST", "/v1/triggers", form(name, function, members), 201);
  }

  private static String form(String name, String function, String members) {
    return ("{'name':'"
            + name
            + "','function':'"
            + function
            + "','source':{'kind':'route',"
            + members
            + "}}")
        .replace('\'', '"');
  }

  private static HttpResponse<String> send(
      String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(dispatcher.endpoint() + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> published(
      String method, String path, String body, String... more)
      throws IOException, InterruptedException {
    List<String> headers = new ArrayList<>(List.of("Authorization", "Bearer " + publisher));
    headers.addAll(List.of(more));
    return send(method, path, body, headers.toArray(String[]::new));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return GuardedDispatcher.JSON.readTree(answer.body());
  }

  @Test
  void the_most_specific_route_gets_the_request_with_its_parameters() throws Exception {
    HttpResponse<String> answer = published("POST", "/http/orders/a%2Fb/lines?x=1", "{}");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode event = json(answer);
    assertThat(event.path("version").asString()).isEqualTo("2.0");
    assertThat(event.path("routeKey").asString()).isEqualTo("POST /orders/{id}/lines");
    assertThat(event.path("rawPath").asString()).isEqualTo("/orders/a%2Fb/lines");
    assertThat(event.path("pathParameters").toString()).isEqualTo("{\"id\":\"a/b\"}");
    assertThat(event.path("requestContext").path("apiId").asString()).isEqualTo("orders");
    assertThat(event.path("headers").has("authorization"))
        .as("a token of the dispatcher is not the function's")
        .isFalse();

    JsonNode rest = json(published("PUT", "/http/orders/1/lines", "{}"));
    assertThat(rest.path("pathParameters").toString()).isEqualTo("{\"rest\":\"1/lines\"}");
    assertThat(rest.path("routeKey").asString()).isEqualTo("ANY /orders/{rest+}");
  }

  @Test
  void payload_format_1_has_every_value_and_wants_a_status() throws Exception {
    HttpResponse<String> answer = send("GET", "/http/old/7?a=1&a=2", "", "X-A", "1", "X-A", "2");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("x-kind")).hasValue("v1");
    assertThat(answer.headers().allValues("x-many")).containsExactly("a", "b");
    JsonNode event = json(answer);
    assertThat(event.path("version").asString()).isEqualTo("1.0");
    assertThat(event.path("resource").asString()).isEqualTo("/old/{id}");
    assertThat(event.path("httpMethod").asString()).isEqualTo("GET");
    assertThat(event.path("multiValueQueryStringParameters").toString())
        .isEqualTo("{\"a\":[\"1\",\"2\"]}");
    assertThat(event.path("queryStringParameters").toString()).isEqualTo("{\"a\":\"2\"}");
    assertThat(event.path("multiValueHeaders").path("x-a").toString()).isEqualTo("[\"1\",\"2\"]");
    assertThat(event.path("body").isNull()).isTrue();
    assertThat(event.path("requestContext").path("identity").path("sourceIp").asString())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void a_route_wants_a_token_unless_it_says_otherwise() throws Exception {
    assertThat(send("POST", "/http/orders/1/lines", "{}").statusCode()).isEqualTo(401);
    String viewer = dispatcher.token("route-viewer", "viewer");
    assertThat(
            send("POST", "/http/orders/1/lines", "{}", "Authorization", "Bearer " + viewer)
                .statusCode())
        .isEqualTo(403);
    assertThat(send("GET", "/http/old/7", "", "Origin", "https://evil.example").statusCode())
        .as("pages of other origins")
        .isEqualTo(403);
  }

  @Test
  void what_has_no_route_is_not_found_and_another_method_is_named() throws Exception {
    assertThat(send("GET", "/http/nowhere", "").statusCode()).isEqualTo(404);
    HttpResponse<String> other = send("DELETE", "/http/old/7", "");
    assertThat(other.statusCode()).isEqualTo(405);
    assertThat(other.headers().firstValue("Allow")).hasValue("GET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'path':'orders'",
        "'path':'/a/{b+}/c'",
        "'path':'/{a}/{a}'",
        "'path':'/a b'",
        "'path':'/../v1'",
        "'path':'/a/./b'",
        "'path':'/x','method':'FETCH'",
        "'path':'/x','payload':'3.0'",
        "'path':'/x','auth':'signature'",
        "'path':'/x','auth':'token','signature':{'secret':'secret:stripe'}",
        "'path':'/x','signature':{'scheme':'md5','secret':'secret:stripe'}",
        "'path':'/x','signature':{'scheme':'stripe','secret':'in the clear'}",
        "'path':'/old/{other}','method':'GET'"
      })
  void a_route_that_makes_no_sense_is_refused(String members) throws Exception {
    HttpResponse<String> answer =
        dispatcher.send(
            dispatcher.adminToken(), "POST", "/v1/triggers", form("bad", "echo", members));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("source.");
  }

  @Test
  void an_asynchronous_route_answers_with_an_id_that_can_be_asked_for() throws Exception {
    HttpResponse<String> answer = published("POST", "/http/later", "{\"a\":1}");
    assertThat(answer.statusCode()).isEqualTo(202);
    String id = json(answer).path("requestId").asString();
    String address = "/v1/invocations/" + id;
    assertThat(answer.headers().firstValue("Location")).hasValue(address);
    DeliveryBench.await(() -> state(address).equals("delivered"), Duration.ofSeconds(60));
  }

  @Test
  void a_request_that_comes_again_under_its_key_gets_the_first_result() throws Exception {
    String key = "order-17";
    HttpResponse<String> first = published("POST", "/http/later", "{}", "Idempotency-Key", key);
    HttpResponse<String> again = published("POST", "/http/later", "{}", "Idempotency-Key", key);
    assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    assertThat(
            published("POST", "/http/later", "{\"other\":1}", "Idempotency-Key", key).statusCode())
        .isEqualTo(422);
    assertThat(published("POST", "/http/later", "{}", "Idempotency-Key", "another").body())
        .isNotEqualTo(first.body());
    assertThat(
            published("POST", "/http/later", "{}", "Idempotency-Key", "k".repeat(256)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void an_answer_that_is_kept_is_encrypted_in_the_store() throws Exception {
    String body = "{\"bird\":\"canary at rest\"}";
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> answer =
          published("POST", "/http/orders/9/lines", body, "Idempotency-Key", "encrypted");
      assertThat(answer.body()).contains("canary at rest");
    }
    for (String file : List.of("store.db", "store.db-wal")) {
      assertThat(Files.readString(data.resolve(file), StandardCharsets.ISO_8859_1))
          .doesNotContain("canary at rest");
    }
  }

  /// What the function echoes has the id of its invocation.
  @Test
  void a_caller_who_waits_gets_the_first_answer_too_and_others_do_not() throws Exception {
    HttpResponse<String> first =
        published("POST", "/http/orders/9/lines", "{}", "Idempotency-Key", "line");
    HttpResponse<String> again =
        published("POST", "/http/orders/9/lines", "{}", "Idempotency-Key", "line");
    assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
    assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    assertThat(again.body()).isEqualTo(first.body());
    String other = dispatcher.token("other-publisher", "publisher");
    for (String[] changed : new String[][] {{other, "{}"}, {publisher, "{\"a\":1}"}}) {
      assertThat(
              send(
                      "POST",
                      "/http/orders/9/lines",
                      changed[1],
                      "Authorization",
                      "Bearer " + changed[0],
                      "Idempotency-Key",
                      "line")
                  .statusCode())
          .isEqualTo(422);
    }
    assertThat(send("GET", "/http/old/9", "", "Idempotency-Key", "k").body())
        .as("nothing is kept for callers without proof")
        .isNotEqualTo(send("GET", "/http/old/9", "", "Idempotency-Key", "k").body());
  }

  @Test
  void simultaneous_requests_under_one_key_are_one_event() throws Exception {
    route("once", "echo", "'method':'POST','path':'/once','async':true");
    List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      calls.add(() -> published("POST", "/http/once", "{}", "Idempotency-Key", "same"));
    }
    List<String> bodies = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<HttpResponse<String>> answer : threads.invokeAll(calls)) {
        assertThat(answer.get().statusCode()).isEqualTo(202);
        bodies.add(answer.get().body());
      }
    }
    assertThat(bodies).containsOnly(bodies.getFirst());
    DeliveryBench.await(() -> ledger("delivered") > 0, Duration.ofSeconds(60));
    assertThat(ledger("delivered")).isEqualTo(1);
    assertThat(ledger("received")).isEqualTo(1 + ledger("deduplicated"));
  }

  private static String state(String address) {
    try {
      return json(dispatcher.send(publisher, "GET", address, "")).path("state").asString("");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static int ledger(String count) {
    try {
      return dispatcher
          .admin("GET", "/v1/triggers/once/ledger", "", 200)
          .path("totals")
          .path(count)
          .asInt();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void events_of_v1_take_the_key_too() throws Exception {
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{\"name\":\"inbox\",\"function\":\"echo\",\"source\":{\"kind\":\"http\"}}",
        201);
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/shop\",\"type\":\"order\",\"data\":{}}";
    HttpResponse<String> first = event(event, "inbox-key");
    HttpResponse<String> again = event(event, "inbox-key");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(json(again).path("accepted").asInt()).isEqualTo(1);
    assertThat(event(event.replace("\"1\"", "\"2\""), "inbox-key").statusCode()).isEqualTo(422);
    HttpResponse<String> known = event(event, "another-key");
    assertThat(json(known).path("duplicates").asInt()).as("by the event's own id").isEqualTo(1);
  }

  private static HttpResponse<String> event(String event, String key)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(dispatcher.endpoint() + "/v1/events/inbox"))
            .header("Content-Type", "application/cloudevents+json")
            .header("Authorization", "Bearer " + publisher)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(event))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_webhook_of_stripe_is_let_in_by_its_signature_alone() throws Exception {
    route(
        "stripe",
        "echo",
        "'method':'POST','path':'/stripe','async':true,'signature':{'scheme':'stripe',"
            + "'secret':'secret:stripe'}");
    long now = Instant.now().getEpochSecond();
    String body = "{\"id\":\"evt_1\",\"pending_webhooks\":1}";
    HttpResponse<String> first = stripe(body, now, STRIPE_SECRET);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
    assertThat(stripe(body.replace("1}", "0}"), now - 30, STRIPE_SECRET).body())
        .as("the same event, sent again and signed anew")
        .isEqualTo(first.body());
    assertThat(stripe(body, now, "of-before-the-change").statusCode())
        .as("by the secret that is being replaced")
        .isEqualTo(202);
    assertThat(stripe(body, now, "of-nobody").statusCode()).isEqualTo(401);
    assertThat(stripe(body, now - 301, STRIPE_SECRET).statusCode()).isEqualTo(401);
    assertThat(stripe(body, now + 400, STRIPE_SECRET).statusCode()).isEqualTo(401);
    assertThat(published("POST", "/http/stripe", body).statusCode())
        .as("a token is no signature")
        .isEqualTo(401);
    assertThat(
            send(
                    "POST",
                    "/http/stripe",
                    body + " ",
                    "Stripe-Signature",
                    "t="
                        + now
                        + ",v1="
                        + hex(STRIPE_SECRET.getBytes(StandardCharsets.UTF_8), now + "." + body))
                .statusCode())
        .as("another body")
        .isEqualTo(401);
  }

  private static HttpResponse<String> stripe(String body, long time, String secret)
      throws Exception {
    String signature = hex(secret.getBytes(StandardCharsets.UTF_8), time + "." + body);
    return send(
        "POST",
        "/http/stripe",
        body,
        "Stripe-Signature",
        "t=" + time + ",v1=" + "0".repeat(64) + ",v1=" + signature + ",v0=ff");
  }

  @Test
  void a_webhook_of_github_is_known_by_its_body_when_it_is_sent_again() throws Exception {
    route(
        "github",
        "echo",
        "'method':'POST','path':'/github','async':true,'signature':{'scheme':'github',"
            + "'secret':'secret:github'}");
    String body = "{\"zen\":\"Design for failure.\"}";
    String signature = "sha256=" + hex(GITHUB_SECRET.getBytes(StandardCharsets.UTF_8), body);
    HttpResponse<String> first =
        send("POST", "/http/github", body, "X-Hub-Signature-256", signature);
    assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
    assertThat(
            send(
                    "POST",
                    "/http/github",
                    body,
                    "X-Hub-Signature-256",
                    signature,
                    "X-GitHub-Delivery",
                    "forged",
                    "Idempotency-Key",
                    "forged")
                .body())
        .isEqualTo(first.body());
    assertThat(send("POST", "/http/github", body).statusCode()).isEqualTo(401);
    assertThat(send("POST", "/http/github", body, "X-Hub-Signature-256", "sha256=zz").statusCode())
        .isEqualTo(401);
  }

  @Test
  void a_standard_webhook_is_answered_by_the_function_at_once() throws Exception {
    route(
        "standard",
        "echo",
        "'method':'POST','path':'/standard','signature':{'secret':'secret:standard',"
            + "'toleranceSeconds':60}");
    long now = Instant.now().getEpochSecond();
    HttpResponse<String> answer = standard("{}", now);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).path("headers").path("webhook-id").asString()).isEqualTo("msg_1");
    assertThat(standard("{}", now + 1).body()).as("sent again").isEqualTo(answer.body());
    assertThat(json(answer).path("requestContext").path("timeEpoch").asLong() / 1_000)
        .isCloseTo(now, within(120L));
    assertThat(standard("{}", now - 90).statusCode()).isEqualTo(401);
  }

  private static HttpResponse<String> standard(String body, long time) throws Exception {
    String signature =
        Base64.getEncoder().encodeToString(hmac(STANDARD_KEY, "msg_1." + time + "." + body));
    return send(
        "POST",
        "/http/standard",
        body,
        "webhook-id",
        "msg_1",
        "webhook-timestamp",
        Long.toString(time),
        "webhook-signature",
        "v1a,xx v1," + signature);
  }

  private static String hex(byte[] key, String text) throws Exception {
    return HexFormat.of().formatHex(hmac(key, text));
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_paused_route_is_unavailable_and_a_deleted_one_is_gone() throws Exception {
    route("brief", "echo", "'method':'GET','path':'/brief','auth':'none'");
    assertThat(send("GET", "/http/brief", "").statusCode()).isEqualTo(200);
    dispatcher.admin("POST", "/v1/triggers/brief/pause", "", 200);
    assertThat(send("GET", "/http/brief", "").statusCode()).isEqualTo(503);
    dispatcher.admin("POST", "/v1/triggers/brief/resume", "", 200);
    assertThat(send("GET", "/http/brief", "").statusCode()).isEqualTo(200);
    dispatcher.admin("DELETE", "/v1/triggers/brief", "", 204);
    assertThat(send("GET", "/http/brief", "").statusCode()).isEqualTo(404);
  }
}
