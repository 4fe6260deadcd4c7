package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// A batch in the shape in which Lambda hands over messages of Amazon MQ for RabbitMQ: see "Using
/// Lambda with Amazon MQ" in the Lambda developer guide.
///
/// Each message carries two members more than AWS's: `itemIdentifier`, which a function names in
/// `batchItemFailures` when only that message failed, and `attempt`, 1 for the first.
final class RabbitBatchJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("MMM d, yyyy, h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);

  private static final byte[] TAIL = "]}}".getBytes(StandardCharsets.US_ASCII);

  private RabbitBatchJson() {}

  /// Puts messages together that a [MessageJson] has written.
  static byte[] batch(RabbitQueueSettings settings, List<byte[]> messages) {
    byte[] head = head(settings);
    int size = head.length + Math.max(0, messages.size() - 1) + TAIL.length;
    for (byte[] message : messages) {
      size += message.length;
    }
    ByteBuffer batch = ByteBuffer.allocate(size).put(head);
    for (int i = 0; i < messages.size(); i++) {
      if (i > 0) {
        batch.put((byte) ',');
      }
      batch.put(messages.get(i));
    }
    return batch.put(TAIL).array();
  }

  /// Everything before the first message.
  private static byte[] head(RabbitQueueSettings settings) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringProperty("eventSource", "aws:rmq");
      json.writeStringProperty("eventSourceArn", settings.eventSourceArn());
      json.writeObjectPropertyStart("rmqMessagesByQueue");
      json.writeArrayPropertyStart(settings.queue() + "::" + settings.endpoint().virtualHost());
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    }
    return Arrays.copyOf(bytes.toByteArray(), bytes.size() - TAIL.length);
  }

  /// The properties, but for the value of their last member, `bodySize`, which is 0.
  static void basicProperties(JsonGenerator json, BasicProperties from) {
    json.writeObjectPropertyStart("basicProperties");
    json.writeStringProperty("contentType", from.getContentType());
    json.writeStringProperty("contentEncoding", from.getContentEncoding());
    json.writeName("headers");
    value(json, from.getHeaders());
    json.writeName("deliveryMode");
    value(json, from.getDeliveryMode());
    json.writeName("priority");
    value(json, from.getPriority());
    json.writeStringProperty("correlationId", from.getCorrelationId());
    json.writeStringProperty("replyTo", from.getReplyTo());
    json.writeStringProperty("expiration", from.getExpiration());
    json.writeStringProperty("messageId", from.getMessageId());
    json.writeName("timestamp");
    value(json, from.getTimestamp());
    json.writeStringProperty("type", from.getType());
    json.writeStringProperty("userId", from.getUserId());
    json.writeStringProperty("appId", from.getAppId());
    json.writeStringProperty("clusterId", from.getClusterId());
    json.writeNumberProperty("bodySize", 0);
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, @Nullable Object value) {
    switch (value) {
      case null -> json.writeNull();
      case LongString text -> bytesObject(json, text.getBytes());
      case String text -> bytesObject(json, text.getBytes(StandardCharsets.UTF_8));
      case Boolean flag -> json.writeBoolean(flag);
      case BigDecimal number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Float number -> json.writeNumber(number);
      case Number number -> json.writeNumber(number.longValue());
      case Date date -> json.writeString(TIMESTAMP.format(date.toInstant()));
      case byte[] bytes -> signedBytes(json, bytes);
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((name, member) -> {
          json.writeName(String.valueOf(name));
          value(json, member);
        });
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(element -> value(json, element));
        json.writeEndArray();
      }
      case Object other -> json.writeString(other.toString());
    }
  }

  private static void bytesObject(JsonGenerator json, byte[] bytes) {
    json.writeStartObject();
    json.writeName("bytes");
    signedBytes(json, bytes);
    json.writeEndObject();
  }

  private static void signedBytes(JsonGenerator json, byte[] bytes) {
    json.writeStartArray();
    for (byte b : bytes) {
      json.writeNumber(b);
    }
    json.writeEndArray();
  }
}
