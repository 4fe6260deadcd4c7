package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.source.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KafkaBatchJsonTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final KafkaBatchJson SELF_MANAGED =
      new KafkaBatchJson(
          "mytopic", null, "b-2.demo-cluster-1.example:9092,b-1.demo-cluster-1.example:9092");

  @Test
  void batch_has_the_shape_that_aws_documents() throws Exception {
    List<StreamRecord> records = new ArrayList<>();
    for (JsonNode node : golden("kafka-records.json")) {
      records.add(record(SELF_MANAGED, fromJson(node)));
    }
    byte[] batch = SELF_MANAGED.batch("mytopic-0", records).toByteArray();
    assertThat(JSON.readTree(batch)).isEqualTo(golden("kafka-event.json"));
  }

  @Test
  void record_alone_is_what_it_is_in_the_batch() throws Exception {
    JsonNode records = golden("kafka-records.json");
    for (JsonNode node : records) {
      byte[] alone = SELF_MANAGED.record(record(SELF_MANAGED, fromJson(node)));
      assertThat(JSON.readTree(alone)).isEqualTo(node);
    }
  }

  @Test
  void cluster_that_an_arn_names_is_amazons() {
    var json = new KafkaBatchJson("t", "arn:aws:kafka:us-east-1:1:cluster/c/u-1", "b:9098");
    String batch = new String(json.batch("t-0", List.of()).toByteArray(), StandardCharsets.UTF_8);
    assertThat(batch)
        .isEqualTo(
            "{\"eventSource\":\"aws:kafka\","
                + "\"eventSourceArn\":\"arn:aws:kafka:us-east-1:1:cluster/c/u-1\","
                + "\"bootstrapServers\":\"b:9098\",\"records\":{\"t-0\":[]}}");
  }

  @Test
  void sizes_are_right_whatever_the_records_are() throws Exception {
    var random = new Random(7);
    var json = new KafkaBatchJson("odd \"topic\"\\\n", null, "b:1");
    for (int i = 0; i < 300; i++) {
      List<StreamRecord> records = new ArrayList<>();
      for (int j = random.nextInt(4); j >= 0; j--) {
        records.add(record(json, any(random)));
      }
      String shard = "odd \"topic\"\\\n-3";
      JsonNode batch = JSON.readTree(json.batch(shard, records).toByteArray());
      JsonNode read = batch.get("records").get(shard);
      assertThat(read).hasSize(records.size());
      for (int j = 0; j < records.size(); j++) {
        assertThat(fromJson(read.get(j)).headers())
            .isEqualTo(KafkaBatchJson.handle(records.get(j)).headers());
      }
    }
  }

  @Test
  void large_batch_is_written_in_pieces_the_same_each_time() throws Exception {
    var random = new Random(9);
    List<StreamRecord> records = new ArrayList<>();
    for (int size : new int[] {0, 1, 70_000, 60_000, 3, 1_000_000, 49_000, 12, 300_000}) {
      byte[] value = new byte[size];
      random.nextBytes(value);
      records.add(
          record(SELF_MANAGED, consumed(0, records.size(), 1, null, value, new RecordHeaders())));
    }
    Payload batch = SELF_MANAGED.batch("mytopic-0", records);
    List<Integer> pieces = new ArrayList<>();
    var out =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            pieces.add(length);
            super.write(bytes, from, length);
          }
        };
    batch.writeTo(out);
    assertThat(pieces).hasSizeGreaterThan(2);
    assertThat(out.size()).isEqualTo(batch.size());
    assertThat(batch.toByteArray()).isEqualTo(out.toByteArray());
    JsonNode read = JSON.readTree(out.toByteArray()).at("/records/mytopic-0");
    for (int i = 0; i < records.size(); i++) {
      assertThat(read.get(i).get("value").binaryValue())
          .isEqualTo(KafkaBatchJson.handle(records.get(i)).value());
    }
  }

  @Test
  void batch_that_is_not_as_large_as_was_said_is_not_taken_for_whole() {
    var small = consumed(0, 1, 1, null, new byte[10], new RecordHeaders());
    var wrong = new StreamRecord("1", null, Instant.EPOCH, SELF_MANAGED.size(small) + 1, small);
    Payload batch = SELF_MANAGED.batch("mytopic-0", List.of(wrong));
    assertThatThrownBy(batch::toByteArray)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("wrote");
  }

  private static ConsumerRecord<byte[], byte[]> any(Random random) {
    var headers = new RecordHeaders();
    for (int i = random.nextInt(3); i > 0; i--) {
      String name =
          random
              .ints(5, 0, 0x2fff)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      headers.add(name, bytes(random));
    }
    return consumed(
        3,
        random.nextLong() >>> (1 + random.nextInt(62)),
        random.nextInt(),
        bytes(random),
        bytes(random),
        headers);
  }

  private static byte @Nullable [] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(50)];
    random.nextBytes(bytes);
    return random.nextInt(5) == 0 ? null : bytes;
  }

  private static ConsumerRecord<byte[], byte[]> fromJson(JsonNode node) {
    var headers = new RecordHeaders();
    for (JsonNode header : node.get("headers")) {
      for (Map.Entry<String, JsonNode> one : header.properties()) {
        headers.add(one.getKey(), one.getValue().isNull() ? null : signed(one.getValue()));
      }
    }
    return new ConsumerRecord<>(
        node.get("topic").asString(),
        node.get("partition").asInt(),
        node.get("offset").asLong(),
        node.get("timestamp").asLong(),
        TimestampType.valueOf(node.get("timestampType").asString()),
        0,
        0,
        node.has("key") ? node.get("key").binaryValue() : nothing(),
        node.has("value") ? node.get("value").binaryValue() : nothing(),
        headers,
        Optional.empty());
  }

  private static byte[] signed(JsonNode array) {
    byte[] bytes = new byte[array.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) array.get(i).asInt();
    }
    return bytes;
  }

  private static ConsumerRecord<byte[], byte[]> consumed(
      int partition,
      long offset,
      long timestamp,
      byte @Nullable [] key,
      byte @Nullable [] value,
      RecordHeaders headers) {
    return new ConsumerRecord<>(
        "mytopic",
        partition,
        offset,
        timestamp,
        TimestampType.CREATE_TIME,
        0,
        0,
        key == null ? nothing() : key,
        value == null ? nothing() : value,
        headers,
        Optional.empty());
  }

  /// What Kafka gives for a key or value that is not there.
  @SuppressWarnings("NullAway") // the client's types do not say that they may be null
  private static byte[] nothing() {
    return null;
  }

  static StreamRecord record(KafkaBatchJson json, ConsumerRecord<byte[], byte[]> record) {
    return new StreamRecord(
        Long.toString(record.offset()), null, Instant.EPOCH, json.size(record), record);
  }

  private static JsonNode golden(String name) throws Exception {
    try (InputStream file =
        Objects.requireNonNull(KafkaBatchJsonTest.class.getResourceAsStream("/golden/" + name))) {
      return JSON.readTree(file.readAllBytes());
    }
  }
}
