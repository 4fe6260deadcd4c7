package dev.tripline.adapter.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Golden pairs: `sqs-message.json` is the answer of ReceiveMessage, `sqs-event.json` what the function
/// gets.
class SqsBatchJsonTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @ParameterizedTest
  @ValueSource(strings = {"sqs", "sqs-fifo"})
  void batch_has_the_shape_that_aws_documents(String name) throws Exception {
    JsonNode event = golden(name + "-event.json");
    String arn = event.at("/Records/0/eventSourceARN").stringValue();
    var settings = new SqsQueueSettings(SqsQueueArn.parse(arn), Duration.ofSeconds(1), false);
    List<byte[]> records =
        golden(name + "-message.json")
            .get("Messages")
            .valueStream()
            .map(message -> SqsBatchJson.record(message(message), settings))
            .toList();
    assertThat(JSON.readTree(SqsBatchJson.batch(records))).isEqualTo(event);
  }

  @Test
  void message_without_attributes_says_so_in_a_batch_that_was_collected_over_a_time() {
    var queue = SqsQueueArn.parse("arn:aws:sqs:us-east-2:123456789012:my-queue");
    var plain =
        Message.builder().messageId("1").receiptHandle("r").body("b").md5OfBody("m").build();
    JsonNode windowed = record(plain, new SqsQueueSettings(queue, Duration.ofSeconds(1), true));
    assertThat(windowed.has("md5OfMessageAttributes")).isTrue();
    assertThat(windowed.get("md5OfMessageAttributes").isNull()).isTrue();
    assertThat(record(plain, new SqsQueueSettings(queue, Duration.ofSeconds(1), false)))
        .noneMatch(JsonNode::isNull);
    Message attributed = plain.toBuilder().md5OfMessageAttributes("abc").build();
    assertThat(
            record(attributed, new SqsQueueSettings(queue, Duration.ofSeconds(1), true))
                .get("md5OfMessageAttributes")
                .stringValue())
        .isEqualTo("abc");
  }

  private static JsonNode record(Message message, SqsQueueSettings settings) {
    return JSON.readTree(SqsBatchJson.record(message, settings));
  }

  @Test
  void empty_batch_is_json() {
    assertThat(JSON.readTree(SqsBatchJson.batch(List.of())).get("Records")).isEmpty();
  }

  private static Message message(JsonNode json) {
    Message.Builder message =
        Message.builder()
            .messageId(json.get("MessageId").stringValue())
            .receiptHandle(json.get("ReceiptHandle").stringValue())
            .body(json.get("Body").stringValue())
            .md5OfBody(json.get("MD5OfBody").stringValue());
    Map<String, String> attributes = new java.util.HashMap<>();
    json.get("Attributes").forEachEntry((name, value) -> attributes.put(name, value.stringValue()));
    message.attributesWithStrings(attributes);
    if (json.has("MD5OfMessageAttributes")) {
      message.md5OfMessageAttributes(json.get("MD5OfMessageAttributes").stringValue());
      Map<String, MessageAttributeValue> values = new java.util.HashMap<>();
      json.get("MessageAttributes").forEachEntry((name, value) -> values.put(name, value(value)));
      message.messageAttributes(values);
    }
    return message.build();
  }

  private static MessageAttributeValue value(JsonNode json) {
    var value = MessageAttributeValue.builder().dataType(json.get("DataType").stringValue());
    if (json.has("StringValue")) {
      value.stringValue(json.get("StringValue").stringValue());
    }
    if (json.has("BinaryValue")) {
      value.binaryValue(SdkBytes.fromByteArray(json.get("BinaryValue").binaryValue()));
    }
    return value.build();
  }

  private static JsonNode golden(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(SqsBatchJsonTest.class.getResourceAsStream("/golden/" + name))) {
      return JSON.readTree(in.readAllBytes());
    }
  }
}
