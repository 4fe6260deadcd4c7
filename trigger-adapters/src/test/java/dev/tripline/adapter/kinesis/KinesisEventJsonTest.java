package dev.tripline.adapter.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.Start;
import dev.tripline.spi.source.StreamRecord;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Record;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KinesisEventJsonTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final KinesisStreamSettings SETTINGS =
      new KinesisStreamSettings(
          "t",
          "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream",
          () -> "arn:aws:iam::123456789012:role/lambda-role",
          new Start.TrimHorizon(),
          LeaseTiming.DEFAULT);

  @Test
  void record_has_the_members_of_aws_and_no_others() throws Exception {
    JsonNode from = golden("kinesis-record.json");
    StreamRecord record =
        record(
            from.get("ShardId").asString(),
            Record.builder()
                .partitionKey(from.get("PartitionKey").asString())
                .sequenceNumber(from.get("SequenceNumber").asString())
                .data(
                    SdkBytes.fromByteArray(Base64.getDecoder().decode(from.get("Data").asString())))
                .approximateArrivalTimestamp(
                    Instant.ofEpochMilli(from.get("ApproximateArrivalTimestamp").asLong()))
                .build());
    JsonNode event = golden("kinesis-event.json");
    assertThat(JSON.readTree(KinesisEventJson.batch(SETTINGS, List.of(record)))).isEqualTo(event);
    assertThat(JSON.readTree(KinesisEventJson.record(SETTINGS, record)))
        .isEqualTo(event.at("/Records/0"));
  }

  @Test
  void size_is_about_what_a_record_takes_in_the_payload() {
    StreamRecord record =
        record(
            "shardId-000000000000",
            Record.builder()
                .partitionKey("key-1")
                .sequenceNumber("49590338271490256608559692538361571095921575989136588898")
                .data(SdkBytes.fromByteArray(new byte[10_000]))
                .approximateArrivalTimestamp(Instant.ofEpochMilli(1_545_084_650_987L))
                .build());
    assertThat(record.size())
        .isBetween(
            (long) KinesisEventJson.record(SETTINGS, record).length,
            KinesisEventJson.record(SETTINGS, record).length + 60L);
  }

  private static StreamRecord record(String shardId, Record record) {
    return new StreamRecord(
        record.sequenceNumber(),
        record.partitionKey(),
        record.approximateArrivalTimestamp(),
        KinesisEventJson.size(SETTINGS, record),
        new KinesisRecord(shardId, record));
  }

  private static JsonNode golden(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            KinesisEventJsonTest.class.getResourceAsStream("/golden/" + name), name)) {
      return JSON.readTree(file.readAllBytes());
    }
  }
}
