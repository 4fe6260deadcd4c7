package dev.tripline.dispatcher.trigger.run;

import static dev.tripline.dispatcher.function.trace.OtlpCollector.attribute;
import static dev.tripline.dispatcher.function.trace.OtlpCollector.links;
import static dev.tripline.dispatcher.function.trace.OtlpCollector.parent;
import static dev.tripline.dispatcher.function.trace.OtlpCollector.spanId;
import static dev.tripline.dispatcher.function.trace.OtlpCollector.traceId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.function.trace.OtlpCollector;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.testkit.server.SqsServer;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import tools.jackson.databind.JsonNode;

/// Chains of invocations and traces that go by way of sources, with a collector of traces.
class CarriedTracesTest {
  private static final String INVOKE = "/2015-03-31/functions/sink/invocations";
  private static final String LINEAGE =
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=1:68fd508a:";

  @TempDir static Path directory;
  private static OtlpCollector collector;
  private static SqsServer server;
  private static TriggerApp app;
  private static SqsClient sqs;

  @BeforeAll
  static void start() throws Exception {
    collector = new OtlpCollector();
    server = SqsServer.start();
    sqs = server.client();
    app =
        TriggerApp.onSqs(
            directory,
            server,
            "--tripline.retry.error-wait=20ms",
            "--tripline.traces.endpoint=" + collector.endpoint(),
            "--tripline.traces.interval=10ms");
  }

  @AfterAll
  static void stop() {
    app.close();
    sqs.close();
    server.close();
    collector.close();
  }

  private static String queueTrigger(String name, String more) throws Exception {
    String url = sqs.createQueue(b -> b.queueName(name)).queueUrl();
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"%s\",\"function\":\"sink\",\"source\":{\"kind\":\"sqs\",\"queueArn\":\"%s\"%s}}"
            .formatted(name, SqsServer.queueArn(name), more),
        201);
    return url;
  }

  @Test
  void event_at_the_end_of_a_chain_is_a_dead_letter_by_a_queue_and_over_http() throws Exception {
    String url = queueTrigger("ping", "");
    app.send(
        "POST",
        "/v1/triggers",
        "{\"name\":\"pong\",\"function\":\"sink\",\"source\":{\"kind\":\"http\"}}",
        201);
    for (int count : new int[] {14, 15}) {
      put(url, "sqs-" + count, LINEAGE + count);
      publish("http-" + count, "X-Amzn-Trace-Id", LINEAGE + count);
    }
    TriggerApp.await(() -> reasons().size() == 2, "two dead letters");
    assertThat(reasons()).containsOnly("RecursionLimitExceeded");
    TriggerApp.await(
        () -> app.received.stream().anyMatch(event -> event.contains("sqs-14")),
        "the event before the end");
    assertThat(app.received).noneMatch(event -> event.matches("(?s).*(sqs|http)-15.*"));
  }

  private static void publish(String id, String... more) throws Exception {
    List<String> headers =
        new ArrayList<>(
            List.of(
                "Content-Type",
                "application/json",
                "ce-specversion",
                "1.0",
                "ce-id",
                id,
                "ce-source",
                "/test",
                "ce-type",
                "ping"));
    headers.addAll(List.of(more));
    assertThat(app.send("POST", "/v1/events/pong", "{}", headers.toArray(String[]::new)).status())
        .isEqualTo(202);
  }

  private static void put(String url, String body, String trace) {
    sqs.sendMessage(b ->
        b.queueUrl(url)
            .messageBody(body)
            .messageSystemAttributes(
                Map.of(
                    MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                    MessageSystemAttributeValue.builder()
                        .dataType("String")
                        .stringValue(trace)
                        .build())));
  }

  private static List<String> reasons() {
    return letters("").stream().map(letter -> letter.path("reason").asString()).toList();
  }

  private static List<JsonNode> letters(String query) {
    try {
      return app.send("GET", "/v1/dead-letters" + query, "", 200)
          .json()
          .path("deadLetters")
          .valueStream()
          .toList();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String id(int number) {
    return "4bf92f3577b34da6a3ce929d0e0e%04x".formatted(number);
  }

  @Test
  void call_that_waits_is_a_child_of_its_caller_and_the_run_a_child_of_the_call() throws Exception {
    String id = id(1);
    String traceparent = "00-" + id + "-00f067aa0ba902b7-01";
    assertThat(
            app.send("POST", INVOKE, "{}", "traceparent", traceparent, "tracestate", "rojo=1")
                .status())
        .isEqualTo(200);
    Span call = collector.await(span -> is(span, id, SpanKind.SPAN_KIND_SERVER));
    Span run = collector.await(span -> is(span, id, SpanKind.SPAN_KIND_INTERNAL));
    assertThat(parent(call)).isEqualTo("00f067aa0ba902b7");
    assertThat(call.getName()).isEqualTo("invoke sink");
    assertThat(call.getTraceState()).isEqualTo("rojo=1");
    assertThat(parent(run)).isEqualTo(spanId(call));
    assertThat(attribute(run, "faas.invocation_id"))
        .isEqualTo(attribute(call, "faas.invocation_id"));
    assertThat(run.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    assertThat(app.traceparents).contains("00-" + id + "-" + spanId(run) + "-01");
  }

  @Test
  void caller_who_does_not_keep_a_trace_is_followed() throws Exception {
    String id = id(2);
    app.send("POST", INVOKE, "{}", "traceparent", "00-" + id + "-00f067aa0ba902b7-00");
    app.send("POST", INVOKE, "{}", "traceparent", "00-" + id(3) + "-00f067aa0ba902b7-01");
    collector.await(2, span -> traceId(span).equals(id(3)));
    assertThat(app.traceparents)
        .anySatisfy(seen -> assertThat(seen).matches("00-" + id + "-[0-9a-f]{16}-00"));
    assertThat(collector.await(0, span -> traceId(span).equals(id))).isEmpty();
  }

  @Test
  void runs_of_an_event_are_children_of_its_acceptance_and_a_redriven_one_is_linked()
      throws Exception {
    String id = id(4);
    app.fails = event -> event.contains("broken");
    app.send("PATCH", "/v1/functions/sink", "{\"retry\":{\"maxRetries\":1}}", 200);
    String amazon =
        "Root=1-%s-%s;Parent=00f067aa0ba902b7;Sampled=1"
            .formatted(id.substring(0, 8), id.substring(8));
    assertThat(
            app.send(
                    "POST",
                    INVOKE,
                    "{\"broken\":1}",
                    "X-Amzn-Trace-Id",
                    amazon,
                    "X-Amz-Invocation-Type",
                    "Event")
                .status())
        .isEqualTo(202);
    Span accepted = collector.await(span -> is(span, id, SpanKind.SPAN_KIND_PRODUCER));
    assertThat(parent(accepted)).isEqualTo("00f067aa0ba902b7");
    List<Span> runs = collector.await(2, span -> is(span, id, SpanKind.SPAN_KIND_CONSUMER));
    assertThat(runs)
        .hasSize(2)
        .allSatisfy(run -> {
          assertThat(parent(run)).isEqualTo(spanId(accepted));
          assertThat(run.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
          assertThat(run.getStatus().getMessage()).isEmpty();
        })
        .extracting(run -> attribute(run, "tripline.attempt"))
        .containsExactly("1", "2");
    TriggerApp.await(
        () -> letters("?traceId=" + amazon.split(";", 2)[0]).size() == 1, "the letter");
    JsonNode letter = letters("?traceId=" + id).getFirst();
    String path = "/v1/dead-letters/" + letter.path("id").asString();
    assertThat(app.send("GET", path, "", 200).json().path("traceId").asString()).isEqualTo(id);

    app.fails = _ -> false;
    String again = app.send("POST", path + "/redrive", "", 202).json().path("requestId").asString();
    Span redriven = collector.await(span -> again.equals(attribute(span, "faas.invocation_id")));
    assertThat(links(redriven)).containsExactly(id + "-" + spanId(accepted));
    assertThat(traceId(redriven)).endsWith(again.replace("-", "").substring(0, 24));
    assertThat(parent(redriven)).isEmpty();
  }

  @Test
  void batch_has_a_link_to_each_of_its_events() throws Exception {
    String url = sqs.createQueue(b -> b.queueName("batch")).queueUrl();
    for (int i = 0; i < 3; i++) {
      put(
          url,
          "batch-" + i,
          "Root=1-%s-%s;Parent=00f067aa0ba902b%d;Sampled=1"
              .formatted(id(20 + i).substring(0, 8), id(20 + i).substring(8), i));
    }
    queueTrigger("batch", ",\"batchSize\":10,\"batchWindowSeconds\":1");
    Span run = collector.await(span -> span.getLinksCount() == 3);
    assertThat(run.getKind()).isEqualTo(SpanKind.SPAN_KIND_CONSUMER);
    assertThat(links(run))
        .containsExactlyInAnyOrder(
            id(20) + "-00f067aa0ba902b0",
            id(21) + "-00f067aa0ba902b1",
            id(22) + "-00f067aa0ba902b2");
    assertThat(parent(run)).isEmpty();
    String request = Objects.requireNonNull(attribute(run, "faas.invocation_id"));
    assertThat(traceId(run)).endsWith(request.replace("-", "").substring(0, 24));
  }

  private static boolean is(Span span, String traceId, SpanKind kind) {
    return traceId(span).equals(traceId) && span.getKind() == kind;
  }
}
