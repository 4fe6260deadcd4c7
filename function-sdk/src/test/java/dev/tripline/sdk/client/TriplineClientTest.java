package dev.tripline.sdk.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tripline.sdk.client.TriplineException.Kind;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TriplineClientTest {
  private static final CloudEvent EVENT =
      new CloudEvent(
          "e 1",
          "/shop",
          "order.placed",
          "Käse",
          Instant.parse("2026-01-02T03:04:05Z"),
          "application/json",
          "{\"n\":1}".getBytes(StandardCharsets.UTF_8),
          Map.of("tenant", "a%b"));

  private ScriptedServer server;
  private TriplineClient client;

  record Sum(int value) {}

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
    client = new TriplineClient(settings(server.endpoint()));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void an_answer_is_read_into_a_record() throws InterruptedException {
    server.answer(200, "{\"value\":3}", "x-amzn-RequestId", "r-1", "X-Amz-Executed-Version", "7");

    InvokeResult result = client.invoke("adder:live", Map.of("a", 1));

    assertThat(result).isInstanceOf(InvokeResult.Succeeded.class);
    var success = (InvokeResult.Succeeded) result;
    assertThat(success.as(Sum.class)).isEqualTo(new Sum(3));
    assertThat(success.requestId()).isEqualTo("r-1");
    assertThat(success.executedVersion()).isEqualTo("7");
    assertThat(server.requests())
        .containsExactly("POST /2015-03-31/functions/adder%3Alive/invocations {\"a\":1}");
    assertThat(server.header("X-Amz-Invocation-Type")).isEqualTo("RequestResponse");
  }

  @Test
  void headers_of_the_settings_go_with_every_request_and_replace_the_former()
      throws InterruptedException {
    ClientSettings old = settings(server.endpoint()).withHeaders(Map.of("X-Old", "1"));
    ClientSettings settings = old.withHeaders(Map.of("Authorization", "Bearer t"));
    try (TriplineClient authorised = new TriplineClient(settings)) {
      server.answer(200, "null");
      authorised.invoke("f", null);
      assertThat(server.header("Authorization")).isEqualTo("Bearer t");
      assertThat(server.header("X-Old")).isEqualTo("null");
      server.answer(202, "");
      authorised.publish("orders", EVENT);
      assertThat(server.header("Authorization")).isEqualTo("Bearer t");
    }
  }

  @Test
  void an_event_with_a_subject_keeps_all_else_and_sends_it() throws InterruptedException {
    CloudEvent event = CloudEvent.json("/shop", "order.placed", Map.of("n", 1));
    assertThat(event.subject()).isNull();
    CloudEvent about = event.withSubject("order 7");
    assertThat(about).usingRecursiveComparison().ignoringFields("subject").isEqualTo(event);
    server.answer(202, "");
    client.publish("orders", about);
    assertThat(server.header("ce-subject")).isEqualTo("order%207");
    assertThat(server.header("ce-id")).isEqualTo(event.id());
  }

  @Test
  void a_function_error_is_a_result() throws InterruptedException {
    server.answer(
        200,
        "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"too slow\"}",
        "X-Amz-Function-Error",
        "Unhandled");

    assertThat(client.invoke("f", null))
        .isInstanceOfSatisfying(
            InvokeResult.FunctionFailed.class,
            failed -> {
              assertThat(failed.errorType()).isEqualTo("Sandbox.Timedout");
              assertThat(failed.errorMessage()).isEqualTo("too slow");
            });
  }

  @Test
  void a_throttled_invocation_is_retried_and_then_told() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      server.answer(429, "{\"message\":\"Rate Exceeded.\",\"Reason\":\"CallerRateLimitExceeded\"}");
    }

    assertThat(client.invoke("f", null))
        .isEqualTo(new InvokeResult.Throttled("CallerRateLimitExceeded", null));
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void an_unknown_function_is_refused_at_once() {
    server.answer(
        404,
        "{\"Type\":\"User\",\"Message\":\"Function not found: f\"}",
        "x-amzn-ErrorType",
        "ResourceNotFoundException");

    var e = catchThrowableOfType(TriplineException.class, () -> client.invoke("f", null));

    assertThat(e).hasMessage("404 ResourceNotFoundException: Function not found: f");
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e.errorType()).isEqualTo("ResourceNotFoundException");
  }

  @Test
  void an_invocation_is_never_repeated_when_it_may_have_run() {
    server.answer(503, "");
    var busy = catchThrowableOfType(TriplineException.class, () -> client.invoke("f", null));
    server.breakConnection();
    var lost = catchThrowableOfType(TriplineException.class, () -> client.invoke("f", null));

    assertThat(busy.kind()).isEqualTo(Kind.NOT_ACCEPTED);
    assertThat(lost.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void an_event_is_offered_again_until_there_is_room() throws InterruptedException {
    server.answer(503, "");
    server.answer(429, "");
    server.answer(202, "", "x-amzn-RequestId", "r-9");

    assertThat(client.invokeAsync("f", List.of(1))).isEqualTo("r-9");
    assertThat(server.requests()).hasSize(3);
    assertThat(server.header("X-Amz-Invocation-Type")).isEqualTo("Event");
  }

  @Test
  void an_event_whose_acceptance_is_unknown_is_not_repeated() {
    server.breakConnection();

    var e = catchThrowableOfType(TriplineException.class, () -> client.invokeAsync("f", null));

    assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void a_published_event_is_repeated_because_its_id_is_known() throws InterruptedException {
    server.breakConnection();
    server.answer(500, "");
    server.answer(202, "");

    client.publish("orders", EVENT);

    assertThat(server.requests()).hasSize(3).containsOnly("POST /v1/events/orders {\"n\":1}");
  }

  @Test
  void attributes_travel_as_headers() throws InterruptedException {
    server.answer(202, "");

    client.publish("orders", EVENT);

    assertThat(server.header("ce-specversion")).isEqualTo("1.0");
    assertThat(server.header("ce-id")).isEqualTo("e%201");
    assertThat(server.header("ce-subject")).isEqualTo("K%C3%A4se");
    assertThat(server.header("ce-time")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(server.header("ce-tenant")).isEqualTo("a%25b");
    assertThat(server.header("content-type")).isEqualTo("application/json");
  }

  @Test
  void a_problem_of_our_own_api_is_told_in_its_words() {
    server.answer(404, "{\"title\":\"Trigger not found\",\"detail\":\"No trigger orders.\"}");

    assertThatThrownBy(() -> client.publish("orders", EVENT))
        .hasMessage("404 Trigger not found: No trigger orders.");
  }

  @Test
  void a_late_answer_has_an_unknown_outcome() {
    server.holdAnswer();
    var hasty = settings(server.endpoint()).withRequestTimeout(Duration.ofMillis(200));
    try (var impatient = new TriplineClient(hasty)) {
      var e = catchThrowableOfType(TriplineException.class, () -> impatient.invoke("f", null));
      assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_OUTCOME);
    }
  }

  @Test
  void a_dispatcher_that_is_down_accepts_nothing() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (var lonely = new TriplineClient(settings(URI.create("http://127.0.0.1:" + port)))) {
      var e = catchThrowableOfType(TriplineException.class, () -> lonely.invoke("f", null));
      assertThat(e.kind()).isEqualTo(Kind.NOT_ACCEPTED);
      assertThat(e).hasMessageContaining("could not be sent");
    }
  }

  @Test
  void settings_that_cannot_work_are_refused() {
    assertThatThrownBy(() -> ClientSettings.of(URI.create("localhost:8080")))
        .hasMessageContaining("must be an http or https URL");
  }

  private static ClientSettings settings(URI endpoint) {
    return ClientSettings.of(endpoint).withRetries(2, Duration.ofMillis(2));
  }
}
