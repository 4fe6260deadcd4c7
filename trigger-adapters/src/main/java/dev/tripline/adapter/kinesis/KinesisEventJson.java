package dev.tripline.adapter.kinesis;

import dev.tripline.spi.source.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.List;
import software.amazon.awssdk.services.kinesis.model.Record;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// A batch in the shape in which Lambda hands over Kinesis records: see "Using Lambda to process
/// records from Amazon Kinesis Data Streams" in the Lambda developer guide.
final class KinesisEventJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Names, punctuation and what is the same in every record.
  private static final int FRAME = 330;

  private KinesisEventJson() {}

  static byte[] batch(KinesisStreamSettings settings, List<StreamRecord> records) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Records");
      for (StreamRecord record : records) {
        record(json, settings, (KinesisRecord) record.handle());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  static byte[] record(KinesisStreamSettings settings, StreamRecord record) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      record(json, settings, (KinesisRecord) record.handle());
    }
    return bytes.toByteArray();
  }

  /// About how many bytes a record takes in a batch.
  static long size(KinesisStreamSettings settings, Record record) {
    long base64 = (record.data().asByteArrayUnsafe().length + 2L) / 3 * 4;
    long texts = 2L * record.sequenceNumber().length() + 6L * record.partitionKey().length();
    return FRAME
        + base64
        + texts
        + settings.streamArn().length()
        + settings.invokeIdentityArn().get().length();
  }

  private static void record(
      JsonGenerator json, KinesisStreamSettings settings, KinesisRecord from) {
    Record record = from.record();
    json.writeStartObject();
    json.writeObjectPropertyStart("kinesis");
    json.writeStringProperty("kinesisSchemaVersion", "1.0");
    json.writeStringProperty("partitionKey", record.partitionKey());
    json.writeStringProperty("sequenceNumber", record.sequenceNumber());
    json.writeName("data");
    json.writeBinary(record.data().asByteArrayUnsafe());
    json.writeNumberProperty(
        "approximateArrivalTimestamp",
        BigDecimal.valueOf(record.approximateArrivalTimestamp().toEpochMilli(), 3));
    json.writeEndObject();
    json.writeStringProperty("eventSource", "aws:kinesis");
    json.writeStringProperty("eventVersion", "1.0");
    json.writeStringProperty("eventID", from.shardId() + ":" + record.sequenceNumber());
    json.writeStringProperty("eventName", "aws:kinesis:record");
    json.writeStringProperty("invokeIdentityArn", settings.invokeIdentityArn().get());
    json.writeStringProperty("awsRegion", settings.region());
    json.writeStringProperty("eventSourceARN", settings.streamArn());
    json.writeEndObject();
  }
}
