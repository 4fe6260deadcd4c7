package dev.tripline.adapter.sqs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// A batch in the shape in which Lambda hands over messages of SQS: see "Using Lambda with Amazon SQS"
/// in the Lambda developer guide.
final class SqsBatchJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final byte[] HEAD = "{\"Records\":[".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TAIL = "]}".getBytes(StandardCharsets.UTF_8);

  private SqsBatchJson() {}

  /// @param records each made by [#record]
  static byte[] batch(List<byte[]> records) {
    int size = HEAD.length + TAIL.length + records.size();
    for (byte[] record : records) {
      size += record.length;
    }
    var batch = new ByteArrayOutputStream(size);
    batch.writeBytes(HEAD);
    boolean first = true;
    for (byte[] record : records) {
      if (!first) {
        batch.write(',');
      }
      batch.writeBytes(record);
      first = false;
    }
    batch.writeBytes(TAIL);
    return batch.toByteArray();
  }

  static byte[] record(Message message, SqsQueueSettings settings) {
    SqsQueueArn queue = settings.queue();
    var bytes = new ByteArrayOutputStream(message.body().length() + 1_024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringProperty("messageId", message.messageId());
      json.writeStringProperty("receiptHandle", message.receiptHandle());
      json.writeStringProperty("body", message.body());
      json.writeObjectPropertyStart("attributes");
      message.attributesAsStrings().forEach(json::writeStringProperty);
      json.writeEndObject();
      json.writeObjectPropertyStart("messageAttributes");
      message.messageAttributes().forEach((name, value) -> attribute(json, name, value));
      json.writeEndObject();
      if (message.md5OfMessageAttributes() != null) {
        json.writeStringProperty("md5OfMessageAttributes", message.md5OfMessageAttributes());
      } else if (settings.windowed()) {
        // As AWS does, for whatever reason.
        json.writeNullProperty("md5OfMessageAttributes");
      }
      json.writeStringProperty("md5OfBody", message.md5OfBody());
      json.writeStringProperty("eventSource", "aws:sqs");
      json.writeStringProperty("eventSourceARN", queue.text());
      json.writeStringProperty("awsRegion", queue.region());
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void attribute(JsonGenerator json, String name, MessageAttributeValue value) {
    json.writeObjectPropertyStart(name);
    if (value.stringValue() != null) {
      json.writeStringProperty("stringValue", value.stringValue());
    }
    if (value.binaryValue() != null) {
      json.writeName("binaryValue");
      json.writeBinary(value.binaryValue().asByteArrayUnsafe());
    }
    json.writeArrayPropertyStart("stringListValues");
    json.writeEndArray();
    json.writeArrayPropertyStart("binaryListValues");
    json.writeEndArray();
    json.writeStringProperty("dataType", value.dataType());
    json.writeEndObject();
  }
}
