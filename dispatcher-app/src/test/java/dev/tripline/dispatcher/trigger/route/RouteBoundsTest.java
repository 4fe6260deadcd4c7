package dev.tripline.dispatcher.trigger.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.lambdaapi.Packages;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.RecursiveLoop;
import tools.jackson.databind.JsonNode;

/// Limits of what routes hand to functions: no credentials of the dispatcher, no endless chains, no event
/// that is too large.
class RouteBoundsTest {
  /// Calls the route that it is behind, as AWS's clients do it, up to 40 times.
  private static final String TURN =
      """
      import os, urllib.request
      def handler(event, context):
          n = int(event['pathParameters']['n'])
          base = event['headers']['x-base']
          if n < 40:
              urllib.request.urlopen(urllib.request.Request(
                  base + '/http/turn/' + str(n + 1), data=b'', method='POST', headers={
                      'X-Amzn-Trace-Id': os.environ['_X_AMZN_TRACE_ID'], 'X-Base': base}), timeout=20)
      """;

  private static final String TRACE = "X-Amzn-Trace-Id";

  @TempDir static Path data;
  private static GuardedDispatcher dispatcher;
  private static GuardedDispatcher.Key operator;
  private static LambdaClient lambda;
  private static HttpClient http;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    dispatcher = GuardedDispatcher.start(data);
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    operator = dispatcher.key("operator", "operator");
    lambda = dispatcher.lambda(operator);
    Packages.create(lambda, "echo", Packages.ECHO);
    Packages.create(lambda, "turn", TURN);
    route("orders", "echo", "'method':'GET','path':'/orders/{id}'");
    route("rest", "echo", "'path':'/{all+}','auth':'none'");
    route("turn", "turn", "'method':'POST','path':'/turn/{n}','auth':'none','async':true");
    route("later", "echo", "'method':'POST','path':'/later','auth':'none','async':true");
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{\"name\":\"inbox\",\"function\":\"echo\",\"source\":{\"kind\":\"http\"}}",
        201);
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      lambda.close();
      http.close();
      dispatcher.close();
    }
  }

  private static void route(String name, String function, String members) throws Exception {
    dispatcher.admin(
        "POST",
        "/v1/triggers",
        "{'name':'%s','function':'%s','source':{'kind':'route',%s}}"
            .formatted(name, function, members)
            .replace('\'', '"'),
        201);
  }

  private static HttpResponse<String> send(
      String method, String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(dispatcher.endpoint() + path))
            .method(method, BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode echoed(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return GuardedDispatcher.JSON.readTree(answer.body());
  }

  @Test
  void a_token_that_falls_to_a_route_without_proof_is_not_handed_on() throws Exception {
    String token = dispatcher.adminToken();
    String basic =
        Base64.getEncoder().encodeToString(("any:" + token).getBytes(StandardCharsets.UTF_8));
    for (String own :
        List.of("Bearer " + token, "bearer  " + token, "Basic " + basic, "basic " + basic, token)) {
      for (String header : List.of("Authorization", "Proxy-Authorization")) {
        HttpResponse<String> answer = send("POST", "/http/orders/17", new byte[0], header, own);
        assertThat(echoed(answer).path("routeKey").asString()).isEqualTo("ANY /{all+}");
        assertThat(answer.body()).as(own).doesNotContain(token, basic);
      }
    }
    JsonNode event =
        echoed(
            send(
                "POST",
                "/http/orders/17",
                new byte[0],
                "Authorization",
                "Bearer of-the-function",
                "Cookie",
                "a=1; tripline_session=secret"));
    assertThat(event.path("headers").path("authorization").asString())
        .as("a token of the function's own callers")
        .isEqualTo("Bearer of-the-function");
    assertThat(event.path("cookies").toString()).isEqualTo("[\"a=1\"]");
  }

  @Test
  void a_signature_by_a_key_of_the_dispatcher_is_not_handed_on() throws Exception {
    HttpResponse<String> answer = dispatcher.signed(operator, "POST", "/http/orders/17", "{}");
    assertThat(echoed(answer).path("headers").has("authorization")).isFalse();
    assertThat(answer.body()).doesNotContain("Signature=");
    String session = "AWS4-HMAC-SHA256 Credential=ASIAQWERTYUIOPASDFGH/20260101/us-east-1/lambda/";
    JsonNode event =
        echoed(
            send(
                "POST",
                "/http/orders/17?X-Amz-Credential="
                    + operator.id()
                    + "%2F2026&X-Amz-Signature=ab&b=2",
                new byte[0],
                "Authorization",
                session + "aws4_request, SignedHeaders=host, Signature=ab",
                "X-Amz-Security-Token",
                "of-a-session"));
    assertThat(event.path("headers").has("authorization")).isFalse();
    assertThat(event.path("headers").has("x-amz-security-token")).isFalse();
    assertThat(event.path("rawQueryString").asString()).doesNotContain("Signature").endsWith("b=2");
  }

  @Test
  void a_function_that_calls_its_own_asynchronous_route_stops_after_16_invocations()
      throws Exception {
    HttpResponse<String> begun =
        send("POST", "/http/turn/0", new byte[0], "X-Base", dispatcher.endpoint().toString());
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    TriggerApp.await(() -> letters("turn") > 0 || received("turn") > 40, "the end of the chain");
    assertThat(letters("turn")).isEqualTo(1);
    TriggerApp.await(
        () -> received("turn") >= 17, "the counts, which are written from time to time");
    assertThat(received("turn")).as("the last of them was not run").isEqualTo(17);
  }

  private static int received(String trigger) {
    return read("/v1/triggers/" + trigger + "/ledger").path("totals").path("received").asInt();
  }

  private static int letters(String function) {
    JsonNode letters = read("/v1/dead-letters?function=" + function).path("deadLetters");
    letters.forEach(
        letter -> assertThat(letter.path("reason").asString()).isEqualTo("RecursionLimitExceeded"));
    return letters.size();
  }

  private static JsonNode read(String path) {
    try {
      return dispatcher.admin("GET", path, "", 200);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_chain_through_a_route_that_waits_ends_unless_its_function_may_recurse() throws Exception {
    String end = "Root=1-a-b;Lineage=1:0a:15";
    assertThat(send("GET", "/http/a", new byte[0], TRACE, "Lineage=1:0a:14").statusCode())
        .isEqualTo(200);
    HttpResponse<String> stopped = send("GET", "/http/a", new byte[0], TRACE, end);
    assertThat(stopped.statusCode()).isEqualTo(409);
    assertThat(stopped.body()).contains("invocation 17 of one chain");
    lambda.putFunctionRecursionConfig(
        b -> b.functionName("echo").recursiveLoop(RecursiveLoop.ALLOW));
    assertThat(send("GET", "/http/a", new byte[0], TRACE, end).statusCode()).isEqualTo(200);
    lambda.putFunctionRecursionConfig(
        b -> b.functionName("echo").recursiveLoop(RecursiveLoop.TERMINATE));
  }

  @Test
  void a_request_whose_event_is_too_large_is_refused_as_such() throws Exception {
    byte[] bytes = new byte[4_800_000];
    for (String path : List.of("/http/a", "/http/later")) {
      HttpResponse<String> answer =
          send("POST", path, bytes, "Content-Type", "application/octet-stream");
      assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(413);
      assertThat(answer.body()).contains("the event has ");
    }
  }

  @Test
  void an_encoded_body_is_refused_where_events_are_read() throws Exception {
    String[] head = {
      "Authorization",
      "Bearer " + dispatcher.adminToken(),
      "Content-Type",
      "application/cloudevents+json",
      "Content-Encoding",
      "gzip"
    };
    byte[] event =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}"
            .getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> refused = send("POST", "/v1/events/inbox", event, head);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(415);
    assertThat(refused.headers().firstValue("Accept-Encoding")).hasValue("identity");
    assertThat(refused.body()).contains("gzip");
    head[5] = "identity";
    assertThat(send("POST", "/v1/events/inbox", event, head).statusCode()).isEqualTo(202);
  }
}
