package dev.tripline.delivery.stream.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.delivery.stream.failure.StreamFailures.Kept;
import dev.tripline.retry.destination.BatchInfo;
import dev.tripline.retry.destination.GiveUpCause;
import dev.tripline.retry.destination.ShardBatchInfo;
import dev.tripline.retry.destination.StreamOrigin;
import dev.tripline.retry.destination.TopicBatchInfo;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.OutboxMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The records that failure destinations of streams get, word for word.
class StreamFailuresTest {
  private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:failures";
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final StreamFailures failures =
      new StreamFailures(new ScriptedFunctions(), InstantSource.fixed(NOW));

  @Test
  void pointers_to_a_batch_of_kinesis() {
    OutboxMessage message =
        only(QUEUE, ShardBatchInfo.KINESIS, cause("RetryAttemptsExhausted", 2, failed()), 3);
    assertThat(message.destination()).isEqualTo(QUEUE);
    assertThat(message.deadLetterId()).isEqualTo("letter-100");
    assertThat(text(message))
        .isEqualTo(
            """
            {"requestContext":{"requestId":"r-1",\
            "functionArn":"arn:aws:lambda:us-east-1:000000000000:function:orders",\
            "condition":"RetryAttemptsExhausted","approximateInvokeCount":2},\
            "responseContext":{"statusCode":200,"executedVersion":"$LATEST",\
            "functionError":"Unhandled"},"version":"1.0","timestamp":"2026-03-04T05:06:07.089Z",\
            "KinesisBatchInfo":{"shardId":"shard-0","startSequenceNumber":"100",\
            "endSequenceNumber":"102",\
            "approximateArrivalOfFirstRecord":"2026-03-04T05:00:00.100Z",\
            "approximateArrivalOfLastRecord":"2026-03-04T05:00:02.100Z","batchSize":3,\
            "streamArn":"arn:of:stream"}}\
            """);
  }

  @Test
  void pointers_to_a_batch_of_dynamodb_that_was_done_in_part() {
    JsonNode record =
        json(
            only(
                QUEUE, ShardBatchInfo.DYNAMODB, cause("RetryAttemptsExhausted", 4, answered()), 1));
    assertThat(record.at("/responseContext/functionError").isNull()).isTrue();
    assertThat(record.get("DDBStreamBatchInfo"))
        .isEqualTo(
            JSON.readTree(
                """
                {"shardId":"shard-0","startSequenceNumber":"100","endSequenceNumber":"100",
                 "approximateArrivalOfFirstRecord":"2026-03-04T05:00:00Z",
                 "approximateArrivalOfLastRecord":"2026-03-04T05:00:00Z","batchSize":1,
                 "streamArn":"arn:of:stream"}\
                """));
    assertThat(record.has("payload")).isFalse();
  }

  @Test
  void records_that_became_too_old_are_told_one_by_one() {
    List<OutboxMessage> messages =
        messages(QUEUE, ShardBatchInfo.KINESIS, cause("RecordAgeExceeded", 1, null), 2);
    assertThat(messages).hasSize(2);
    JsonNode second = json(messages.get(1));
    assertThat(second.has("responseContext")).isFalse();
    assertThat(second.at("/requestContext/condition").stringValue()).isEqualTo("RecordAgeExceeded");
    assertThat(second.at("/KinesisBatchInfo/startSequenceNumber").stringValue()).isEqualTo("101");
    assertThat(second.at("/KinesisBatchInfo/batchSize").intValue()).isEqualTo(1);
  }

  @Test
  void bucket_gets_the_whole_batch_under_the_key_of_the_mapping() {
    OutboxMessage message =
        only(
            "arn:aws:s3:::keep",
            ShardBatchInfo.KINESIS,
            cause("RetryAttemptsExhausted", 1, failed()),
            2);
    assertThat(message.destination())
        .isEqualTo(
            "arn:aws:s3:::keep/aws/lambda/trigger-1/shard-0/2026/03/04/2026-03-04T05.06.07-"
                + message.id());
    assertThat(json(message).at("/payload/records/shard-0")).hasSize(2);
    assertThat(json(message).has("KinesisBatchInfo")).isTrue();
  }

  @Test
  void queue_gets_the_range_of_a_kafka_batch() {
    OutboxMessage message =
        only(QUEUE, new TopicBatchInfo(), cause("RetryAttemptsExhausted", 11, failed()), 2);
    assertThat(json(message).get("KafkaBatchInfo"))
        .isEqualTo(
            JSON.readTree(
                """
                {"batchSize":2,"eventSourceArn":"arn:of:cluster","bootstrapServers":"b:9092",
                 "payloadSize":163,"recordsInfo":{"shard-0":{"firstRecordOffset":"100",
                 "lastRecordOffset":"101","firstRecordTimestamp":"2026-03-04T05:00:00.100Z",
                 "lastRecordTimestamp":"2026-03-04T05:00:01.100Z"}}}\
                """));
  }

  @Test
  void kafka_topic_gets_each_record_with_its_key() {
    List<OutboxMessage> messages =
        messages(
            "kafka://failed",
            new TopicBatchInfo(),
            cause("RetryAttemptsExhausted", 3, failed()),
            2);
    assertThat(messages).hasSize(2);
    OutboxMessage second = messages.get(1);
    assertThat(second.destination()).isEqualTo("kafka://failed?trigger=trigger-1");
    assertThat(second.headers()).isEqualTo(Map.of("kafka-key", "a2V5LTEwMQ=="));
    JsonNode record = json(second);
    assertThat(record.at("/requestContext/functionArn").stringValue())
        .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:orders:$LATEST");
    assertThat(record.at("/requestContext/condition").stringValue()).isEqualTo("RetriesExhausted");
    assertThat(record.at("/KafkaBatchInfo/recordInfo"))
        .isEqualTo(
            JSON.readTree("{\"offset\":\"101\",\"timestamp\":\"2026-03-04T05:00:01.100Z\"}"));
    assertThat(record.at("/payload/records/shard-0")).hasSize(1);
  }

  private OutboxMessage only(String destination, BatchInfo info, GiveUpCause cause, int count) {
    List<OutboxMessage> messages = messages(destination, info, cause, count);
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  private List<OutboxMessage> messages(
      String destination, BatchInfo info, GiveUpCause cause, int count) {
    List<Kept> kept = new ArrayList<>();
    for (int i = 100; i < 100 + count; i++) {
      Instant arrival = Instant.parse("2026-03-04T05:00:00.100Z").plusSeconds(i - 100);
      kept.add(
          new Kept(new StreamRecord("" + i, "key-" + i, arrival, 10, "handle"), "letter-" + i));
    }
    var origin = new StreamOrigin(info, "arn:of:stream", "trigger-1", "shard-0");
    return failures.messages(destination, origin, cause, kept, StreamFailuresTest::payload);
  }

  private static byte[] payload(List<StreamRecord> records) {
    var batch = JSON.createObjectNode();
    batch.put("bootstrapServers", "b:9092").put("eventSourceArn", "arn:of:cluster");
    var list = batch.putObject("records").putArray("shard-0");
    for (StreamRecord record : records) {
      byte[] key = String.valueOf(record.key()).getBytes(StandardCharsets.UTF_8);
      list.addObject().put("offset", record.id()).put("key", key);
    }
    return JSON.writeValueAsBytes(batch);
  }

  private static GiveUpCause cause(String condition, int count, @Nullable InvocationResult last) {
    return new GiveUpCause(FunctionTarget.latest("orders"), "r-1", condition, count, last);
  }

  private static InvocationResult failed() {
    return result(new Outcome.FunctionError(new byte[0], "Error", "message"));
  }

  private static InvocationResult answered() {
    return result(new Outcome.Succeeded(new byte[0]));
  }

  private static InvocationResult result(Outcome outcome) {
    return new InvocationResult(outcome, "$LATEST", null, NOW, Duration.ZERO);
  }

  private static String text(OutboxMessage message) {
    return new String(message.body(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(OutboxMessage message) {
    return JSON.readTree(message.body());
  }
}
