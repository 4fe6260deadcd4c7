package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tripline.delivery.DeliveryBench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An operator who has a request id finds out what became of the event, and reads the meters.
class WhatBecameOfItTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir static Path data;
  private static RunningDispatcher dispatcher;
  private static LambdaClient lambda;

  @BeforeAll
  static void start() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    dispatcher =
        RunningDispatcher.start(
            data, "--tripline.retry.attempts=1", "--tripline.retry.error-wait=10ms");
    lambda = dispatcher.lambda();
    Packages.create(lambda, "good", Packages.ECHO);
    Packages.create(lambda, "bad", "def handler(event, context):\n    raise ValueError('no')\n");
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
  }

  private static String accepted(String function) {
    return lambda
        .invoke(b ->
            b.functionName(function)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String("{}")))
        .responseMetadata()
        .requestId();
  }

  private static JsonNode get(String path, int status) {
    try {
      HttpResponse<String> answer = dispatcher.send("GET", path, "");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode awaitEnd(String requestId) {
    String path = "/v1/invocations/" + requestId;
    DeliveryBench.await(
        () -> !get(path, 200).path("state").asString().equals("waiting"), Duration.ofSeconds(60));
    return get(path, 200);
  }

  @Test
  void a_delivered_event_is_found_by_its_request_id() {
    JsonNode trace = awaitEnd(accepted("good"));

    assertThat(trace.path("state").asString()).isEqualTo("delivered");
    assertThat(trace.path("function").asString()).isEqualTo("good");
    assertThat(trace.path("attempts").size()).isEqualTo(1);
    assertThat(trace.path("acceptedAt").asString()).isNotEmpty();
  }

  @Test
  void a_dead_letter_is_found_by_the_request_id_of_its_event() {
    String requestId = accepted("bad");
    JsonNode trace = awaitEnd(requestId);

    assertThat(trace.path("state").asString()).isEqualTo("dead-lettered");
    assertThat(trace.path("attempts"))
        .as("the one after which it was given up too")
        .extracting(attempt -> attempt.path("number").asInt())
        .containsExactly(1, 2);
    assertThat(trace.path("attempts").path(1).path("error").asString()).contains("no");
    String letter = trace.path("deadLetters").path(0).asString();
    JsonNode found = get("/v1/dead-letters?requestId=" + requestId, 200);
    assertThat(found.path("deadLetters").path(0).path("id").asString()).isEqualTo(letter);
    assertThat(get("/v1/dead-letters/count?requestId=" + requestId, 200).path("count").asInt())
        .isEqualTo(1);
  }

  @Test
  void what_nobody_knows_says_what_may_be_the_reason() {
    JsonNode problem = get("/v1/invocations/nobody", 404);
    assertThat(problem.path("detail").asString())
        .contains("there is no trace of nobody", "tripline.invocations", "synchronous calls");
    get("/v1/invocations/nobody?requestId=1", 400);
  }

  @Test
  void lines_of_a_function_carry_its_request_id_between_start_and_report() {
    Packages.create(lambda, "talks", "def handler(event, context):\n    print('hello')\n");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger("function.talks");
    logger.addAppender(lines);
    try {
      String id = lambda.invoke(b -> b.functionName("talks")).responseMetadata().requestId();
      DeliveryBench.await(
          () -> lines.list.stream().anyMatch(e -> e.getFormattedMessage().startsWith("REPORT")),
          Duration.ofSeconds(60));

      assertThat(lines.list)
          .extracting(e -> e.getFormattedMessage().split("\t", -1)[0])
          .containsExactly(
              "START RequestId: " + id + " Version: $LATEST",
              "hello",
              "END RequestId: " + id,
              "REPORT RequestId: " + id);
      assertThat(lines.list)
          .allSatisfy(e ->
              assertThat(e.getKeyValuePairs().getFirst().toString())
                  .isEqualTo("requestId=\"" + id + "\""));
    } finally {
      logger.detachAppender(lines);
    }
  }

  @Test
  void prometheus_reads_every_meter_and_durations_are_histograms() throws Exception {
    awaitEnd(accepted("good"));
    String meters = dispatcher.send("GET", "/actuator/prometheus", "").body();

    assertThat(meters)
        .contains(
            "tripline_function_invocations_seconds_bucket{function=\"good\",outcome=\"succeeded\"",
            "tripline_api_requests_seconds_bucket{",
            "tripline_workers{state=\"all\"}",
            "tripline_worker_starts_total",
            "tripline_dead_letters ",
            "tripline_outbox_waiting 0.0",
            "tripline_invocations_dropped_total 0.0",
            "tripline_async_delivered_total");
  }
}
