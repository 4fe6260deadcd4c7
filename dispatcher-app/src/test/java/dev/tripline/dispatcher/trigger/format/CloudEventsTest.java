package dev.tripline.dispatcher.trigger.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.http.CloudEventRequest;
import dev.tripline.delivery.queue.BatchWindow;
import dev.tripline.delivery.queue.QueueSettings;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.kind.dynamodb.DynamoDbCloudEvents;
import dev.tripline.dispatcher.trigger.kind.kafka.KafkaCloudEvents;
import dev.tripline.dispatcher.trigger.kind.kafka.KafkaSource;
import dev.tripline.dispatcher.trigger.kind.kinesis.KinesisCloudEvents;
import dev.tripline.dispatcher.trigger.kind.rabbitmq.RabbitCloudEvents;
import dev.tripline.dispatcher.trigger.kind.rabbitmq.RabbitSource;
import dev.tripline.dispatcher.trigger.kind.sqs.SqsCloudEvents;
import dev.tripline.dispatcher.trigger.run.changes.ChangeCloudEvents;
import dev.tripline.retry.Backoff;
import dev.tripline.retry.batch.BatchRules;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.source.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Golden pairs: records in AWS's shape, which the adapters' own golden pairs have, and the same as
/// CloudEvents.
class CloudEventsTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final Path AWS = Path.of("../trigger-adapters/src/test/resources/golden");
  private static final Path OURS = Path.of("src/test/resources/golden");

  private static final KafkaSource KAFKA =
      new KafkaSource(
          new KafkaSource.Cluster(List.of("one:9092"), null, null, false, null, null, false),
          "mytopic",
          "group",
          new StreamSettings(
              StreamSettings.StartingPosition.TRIM_HORIZON,
              null,
              1,
              Duration.ZERO,
              1,
              null,
              new BatchRules(-1, null, false, false, false),
              null,
              List.of()),
          null);
  private static final RabbitSource RABBIT =
      new RabbitSource(
          new RabbitSource.Broker(null, "one", 5672, false, "/", "guest", null),
          "arn:aws:mq:us-west-2:111122223333:broker:pizzaBroker:b-1",
          "pizzaQueue",
          null,
          new QueueSettings(
              1,
              new BatchWindow(Duration.ZERO, true),
              1,
              new Backoff(Duration.ofSeconds(1), 1, Duration.ofSeconds(1), 0),
              false,
              List.of()),
          1,
          null);

  /// A source of which only the kind matters.
  private record Other(SourceTraits traits) implements TriggerSource {}

  private static Trigger trigger(TriggerSource source) {
    ObjectNode form = JSON.createObjectNode().put("format", "cloudevents");
    return new Trigger(
        "id",
        "name",
        FunctionTarget.latest("f"),
        false,
        form,
        source,
        Trigger.Sharing.NONE,
        1,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static Trigger trigger(String kind) {
    return trigger(
        switch (kind) {
          case "kafka" -> KAFKA;
          case "rabbitmq" -> RABBIT;
          default ->
              new Other(
                  new SourceTraits(kind, Set.of(), SourceTraits.Shape.PUSH, TimeoutLimit.NONE));
        });
  }

  private static CloudEventForm form(String kind) {
    return switch (kind) {
      case "kafka" -> new KafkaCloudEvents();
      case "rabbitmq" -> new RabbitCloudEvents();
      case "kinesis" -> new KinesisCloudEvents();
      case "dynamodb" -> new DynamoDbCloudEvents();
      default -> new SqsCloudEvents();
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sqs      | /Records                             | /messageId",
        "kinesis  | /Records                             | /kinesis/sequenceNumber",
        "dynamodb | /Records                             | /dynamodb/SequenceNumber",
        "kafka    | /records/mytopic-0                   | /offset",
        "rabbitmq | /rmqMessagesByQueue/pizzaQueue::~1   | /itemIdentifier",
      })
  void batch_is_a_list_of_cloud_events(String kind, String records, String item) throws Exception {
    JsonNode aws = JSON.readTree(Files.readAllBytes(AWS.resolve(kind + "-event.json")));
    List<CloudEventBatch.Item> items = new ArrayList<>();
    for (JsonNode record : aws.at(records)) {
      items.add(
          new CloudEventBatch.Item(
              record.at(item).asString(), record.toString().getBytes(StandardCharsets.UTF_8)));
    }
    var batch = new CloudEventBatch(trigger(kind), form(kind));
    byte[] written = batch.write(items);
    assertThat(JSON.readTree(written)).isEqualTo(golden(kind));
    assertThat(CloudEventRequest.parse("application/cloudevents-batch+json", Map.of(), written))
        .as("what a strict reader makes of it")
        .hasSameSizeAs(items);
    assertThat(items.stream().mapToLong(batch::size).sum()).isGreaterThanOrEqualTo(written.length);
  }

  private static JsonNode golden(String kind) throws IOException {
    return JSON.readTree(Files.readAllBytes(OURS.resolve(kind + "-cloudevents.json")));
  }

  @Test
  void change_of_a_database_names_its_table_and_its_row() throws Exception {
    String record =
        """
        {"eventID":"changes-1:21","eventName":"UPDATE","eventVersion":"1.0",
         "eventSource":"tripline:postgresql","sequenceNumber":"21",
         "change":{"key":{"id":7},"before":null,"after":{"id":7,"total":"12.50"},
          "source":{"ts_ms":1764360000000,"db":"shop","schema":"public","table":"orders"},
          "op":"u","ts_ms":1764360000012}}\
        """;
    byte[] written =
        new CloudEventBatch(trigger("postgresql"), new ChangeCloudEvents("postgresql"))
            .write(
                List.of(new CloudEventBatch.Item("21", record.getBytes(StandardCharsets.UTF_8))));
    assertThat(JSON.readTree(written)).isEqualTo(golden("postgresql"));
    assertThat(CloudEventRequest.parse("application/cloudevents-batch+json", Map.of(), written))
        .hasSize(1);
  }

  @Test
  void event_that_was_pushed_is_one_cloud_event() throws Exception {
    byte[] created = Files.readAllBytes(AWS.resolve("s3-created.json"));
    var event =
        new Event(
            "90015098-3cd2-3fb0-9696-3f7d28e17f72",
            "arn:aws:s3:::my-bucket",
            "aws.s3.ObjectCreated:Put",
            "red flower/ü+1.jpg",
            Instant.parse("2026-01-02T03:04:05.678Z"),
            "application/json",
            Map.of(),
            created,
            "key");
    byte[] written = Formats.payload(trigger("folder"), event);
    JsonNode expected = golden("folder");
    ((ObjectNode) expected).set("data", JSON.readTree(created));
    assertThat(JSON.readTree(written)).isEqualTo(expected);
    assertThat(CloudEventRequest.parse("application/cloudevents+json", Map.of(), written))
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"123", "\"text\"", "{broken", "", " [1, 2] trailing"})
  void text_that_is_no_object_or_list_is_text(String text) {
    assertThat(CloudEvent.Data.of(text)).isEqualTo(new CloudEvent.Data.Text(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kafka   | {\"format\":\"cloudevents\"}                             | ''",
        "kafka   | {\"format\":\"cloudevents\",\"parkKeys\":true}           | ''",
        "kafka   | {\"format\":\"aws\"}                                     | ''",
        "kafka   | {\"format\":\"avro\"}                                    | format",
        "kinesis | {\"format\":\"cloudevents\",\"tumblingWindowSeconds\":0} | ''",
        "kinesis | {\"format\":\"cloudevents\",\"tumblingWindowSeconds\":9} | format",
        "http    | {\"format\":\"cloudevents\"}                             | format",
        "route   | {\"format\":\"aws\"}                                     | format",
        "http    | {}                                                       | ''",
      })
  void format_is_refused_where_it_cannot_be_had(String kind, String form, String field) {
    List<FieldError> errors = new ArrayList<>();
    Formats.read(new FormReader((ObjectNode) JSON.readTree(form), "", errors), kind);
    assertThat(errors.stream().map(FieldError::field).distinct().toList())
        .isEqualTo(field.isEmpty() ? List.of() : List.of(field));
  }
}
