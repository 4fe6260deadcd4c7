package dev.tripline.adapter.dynamodb;

import dev.tripline.spi.source.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// A batch in the shape in which Lambda hands over DynamoDB stream records: see "Using AWS Lambda with
/// Amazon DynamoDB" in the Lambda developer guide.
final class DynamoDbEventJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private DynamoDbEventJson() {}

  static byte[] batch(DynamoDbStreamSettings settings, List<StreamRecord> records) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Records");
      for (StreamRecord record : records) {
        record(json, settings, (Record) record.handle());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  static byte[] record(DynamoDbStreamSettings settings, StreamRecord record) {
    return record(settings, (Record) record.handle());
  }

  static byte[] record(DynamoDbStreamSettings settings, Record record) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      record(json, settings, record);
    }
    return bytes.toByteArray();
  }

  private static void record(JsonGenerator json, DynamoDbStreamSettings settings, Record record) {
    json.writeStartObject();
    json.writeStringProperty("eventID", record.eventID());
    json.writeStringProperty("eventName", record.eventNameAsString());
    json.writeStringProperty("eventVersion", record.eventVersion());
    json.writeStringProperty("eventSource", "aws:dynamodb");
    json.writeStringProperty("awsRegion", settings.region());
    change(json, record);
    if (record.userIdentity() != null) {
      json.writeObjectPropertyStart("userIdentity");
      json.writeStringProperty("principalId", record.userIdentity().principalId());
      json.writeStringProperty("type", record.userIdentity().type());
      json.writeEndObject();
    }
    json.writeStringProperty("eventSourceARN", settings.streamArn());
    json.writeEndObject();
  }

  private static void change(JsonGenerator json, Record record) {
    var change = record.dynamodb();
    json.writeObjectPropertyStart("dynamodb");
    json.writeName("ApproximateCreationDateTime");
    seconds(json, change.approximateCreationDateTime());
    item(json, "Keys", change.hasKeys(), change.keys());
    item(json, "NewImage", change.hasNewImage(), change.newImage());
    item(json, "OldImage", change.hasOldImage(), change.oldImage());
    json.writeStringProperty("SequenceNumber", change.sequenceNumber());
    json.writeNumberProperty("SizeBytes", change.sizeBytes());
    json.writeStringProperty("StreamViewType", change.streamViewTypeAsString());
    json.writeEndObject();
  }

  /// A float always, as AWS writes it: 1428537600.0.
  private static void seconds(JsonGenerator json, Instant time) {
    long millis = time.toEpochMilli();
    BigDecimal seconds = BigDecimal.valueOf(millis, 3);
    json.writeNumber(millis % 1_000 == 0 ? seconds.setScale(1) : seconds);
  }

  private static void item(
      JsonGenerator json, String name, boolean there, Map<String, AttributeValue> item) {
    if (there) {
      json.writeName(name);
      ItemJson.item(json, item);
    }
  }
}
