package dev.tripline.dispatcher.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.bus.BusEvent;
import dev.tripline.retry.destination.BatchInfo;
import dev.tripline.retry.destination.GiveUpCause;
import dev.tripline.retry.destination.InvocationRecord;
import dev.tripline.retry.destination.ShardBatchInfo;
import dev.tripline.retry.destination.StreamFailureRecord;
import dev.tripline.retry.destination.StreamFailureRecord.Content;
import dev.tripline.retry.destination.StreamOrigin;
import dev.tripline.retry.destination.TopicBatchInfo;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.source.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// asyncapi.yaml is whole, and what the writers of records write fits it. Messages that leave a dispatcher
/// are held to it by the tests of what sends them.
class AsyncApiTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:orders";
  private static final JsonNode DOCUMENT = AsyncApiDocument.document();

  @Test
  void every_reference_leads_somewhere_and_no_description_was_cut_by_a_comma() {
    List<String> wrong = new ArrayList<>();
    for (JsonNode document : List.of(DOCUMENT, OpenApiDocument.SERVED.document())) {
      walk(document, document, "", wrong);
    }
    assertThat(wrong).isEmpty();
  }

  private static void walk(JsonNode document, JsonNode node, String path, List<String> wrong) {
    String reference = node.path("$ref").asString("");
    if (!reference.isEmpty() && document.at(reference.substring(1)).isMissingNode()) {
      wrong.add(path + " refers to " + reference);
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = member.getKey();
      if (!name.startsWith("example")) {
        if (member.getValue().isNull() && !name.equals("address")) {
          wrong.add(path + "/" + name + " is nothing");
        }
        walk(document, member.getValue(), path + "/" + name, wrong);
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      walk(document, node.path(i), path + "/" + i, wrong);
    }
  }

  @Test
  void every_channel_has_an_operation_that_sends() {
    Set<String> sent = new TreeSet<>();
    DOCUMENT
        .path("operations")
        .forEach(operation -> {
          assertThat(operation.path("action").asString()).isEqualTo("send");
          sent.add(operation.path("channel").path("$ref").asString().replace("#/channels/", ""));
        });
    assertThat(sent).isEqualTo(new TreeSet<>(DOCUMENT.path("channels").propertyNames()));
  }

  @Test
  void every_example_fits_its_schema() {
    int examples = 0;
    for (JsonNode schema : DOCUMENT.path("components").path("schemas")) {
      for (JsonNode example : schema.path("examples")) {
        AsyncApiDocument.requireFit("the example", schema, example);
        examples++;
      }
    }
    assertThat(examples).isGreaterThan(3);
  }

  @Test
  void records_of_invocations_are_described() {
    for (InvocationResult last :
        Arrays.asList(
            result(succeeded("{\"a\":1}")), result(succeeded("no JSON")), failed(), null)) {
      for (String payload : List.of("{\"n\":1}", "no JSON")) {
        byte[] record =
            new InvocationRecord("r-1", ARN + ":$LATEST", "Success", 1, bytes(payload), last)
                .toJson(NOW);
        for (String channel :
            List.of("http-destination", "queue", "topic", "bucket", "exchange", "function")) {
          AsyncApiDocument.check(channel, "InvocationRecord", text(record));
        }
        BusEvent event =
            BusEvent.of(
                "m-1",
                new BusEvent.Place("000000000000", "us-east-1"),
                new BusEvent.Entry(
                    "lambda",
                    "Lambda Function Invocation Result - Success",
                    text(record),
                    NOW,
                    List.of("bus", ARN)));
        AsyncApiDocument.check("event-bus", "InvocationResult", event.json());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void records_of_streams_are_described(Content content) {
    List<BatchInfo> kinds =
        List.of(
            ShardBatchInfo.KINESIS,
            ShardBatchInfo.DYNAMODB,
            ShardBatchInfo.DATABASE,
            new TopicBatchInfo());
    for (BatchInfo kind : kinds) {
      for (InvocationResult last : Arrays.asList(result(succeeded("{}")), failed(), null)) {
        String record = streamRecord(kind, content, last);
        switch (content) {
          case POINTERS -> {
            AsyncApiDocument.check("queue", "StreamFailureRecord", record);
            AsyncApiDocument.check("topic", "StreamFailureRecord", record);
          }
          case PAYLOAD -> AsyncApiDocument.check("bucket", "StreamFailureRecord", record);
          case SINGLE -> AsyncApiDocument.check("kafka-topic", "StreamFailureRecord", record);
        }
      }
    }
  }

  private static String streamRecord(
      BatchInfo kind, Content content, @Nullable InvocationResult last) {
    List<StreamRecord> records =
        content == Content.SINGLE ? List.of(record("100")) : List.of(record("100"), record("101"));
    var cause =
        new GiveUpCause(FunctionTarget.latest("orders"), "r-1", "RetryAttemptsExhausted", 2, last);
    var origin = new StreamOrigin(kind, "arn:of:stream", "trigger-1", "orders-0");
    String batch = "{\"eventSourceArn\":\"arn:of:cluster\",\"bootstrapServers\":\"b:9092\"}";
    return text(
        new StreamFailureRecord(origin, cause, ARN, records).toJson(content, bytes(batch), NOW));
  }

  private static InvocationResult result(Outcome outcome) {
    return new InvocationResult(outcome, "3", null, NOW, Duration.ZERO);
  }

  private static Outcome succeeded(String answer) {
    return new Outcome.Succeeded(bytes(answer));
  }

  private static InvocationResult failed() {
    return result(new Outcome.FunctionError(bytes("{\"errorMessage\":\"no\"}"), "Error", "no"));
  }

  private static StreamRecord record(String id) {
    return new StreamRecord(id, "key-" + id, NOW, 10, "handle");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
