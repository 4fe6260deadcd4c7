package dev.tripline.sdk.testing;

import dev.tripline.sdk.json.PayloadMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Batches in the shapes in which functions receive them, for tests: each answers JSON text.
/// Messages are named `message-1`, `message-2` … on queues, `1`, `2` … in streams, and by offsets
/// from 0 in Kafka.
public final class BatchEvents {
  private BatchEvents() {}

  /// An SQS queue without order.
  public static String sqs(String... bodies) {
    List<Object> records = new ArrayList<>();
    for (String body : bodies) {
      records.add(sqsRecord("orders", records.size() + 1, body, Map.of()));
    }
    return json(Map.of("Records", records));
  }

  /// A FIFO queue; each entry of `messages` is a group and a body.
  public static String fifo(List<Map.Entry<String, String>> messages) {
    List<Object> records = new ArrayList<>();
    for (var message : messages) {
      Map<String, String> group = Map.of("MessageGroupId", message.getKey());
      records.add(sqsRecord("orders.fifo", records.size() + 1, message.getValue(), group));
    }
    return json(Map.of("Records", records));
  }

  /// A Kinesis shard.
  public static String kinesis(String... data) {
    List<Object> records = new ArrayList<>();
    for (String text : data) {
      String number = Integer.toString(records.size() + 1);
      Map<String, Object> kinesis =
          Map.of("sequenceNumber", number, "partitionKey", "key", "data", base64(text));
      records.add(Map.of("eventSource", "aws:kinesis", "kinesis", kinesis));
    }
    return json(Map.of("Records", records));
  }

  /// A shard of a DynamoDB stream; each map is a new image in DynamoDB's typed form.
  @SafeVarargs
  public static String dynamodb(Map<String, ?>... newImages) {
    List<Object> records = new ArrayList<>();
    for (Map<String, ?> image : newImages) {
      String number = Integer.toString(records.size() + 1);
      Map<String, Object> change = Map.of("SequenceNumber", number, "NewImage", image);
      records.add(Map.of("eventSource", "aws:dynamodb", "eventName", "INSERT", "dynamodb", change));
    }
    return json(Map.of("Records", records));
  }

  /// One partition of a Kafka topic.
  public static String kafka(String topic, int partition, String... values) {
    List<Object> records = new ArrayList<>();
    for (String value : values) {
      records.add(
          Map.of(
              "topic",
              topic,
              "partition",
              partition,
              "offset",
              records.size(),
              "value",
              base64(value)));
    }
    return json(
        Map.of("eventSource", "aws:kafka", "records", Map.of(topic + "-" + partition, records)));
  }

  /// A RabbitMQ queue of the default virtual host.
  public static String rabbitmq(String queue, String... bodies) {
    List<Object> messages = new ArrayList<>();
    for (String body : bodies) {
      String id = "message-" + (messages.size() + 1);
      messages.add(
          Map.of(
              "basicProperties",
              Map.of("messageId", id),
              "attempt",
              1,
              "itemIdentifier",
              id,
              "redelivered",
              false,
              "data",
              base64(body)));
    }
    return json(
        Map.of("eventSource", "aws:rmq", "rmqMessagesByQueue", Map.of(queue + "::/", messages)));
  }

  private static Map<String, Object> sqsRecord(
      String queue, int number, String body, Map<String, String> more) {
    Map<String, Object> attributes = new TreeMap<>(more);
    attributes.put("ApproximateReceiveCount", "1");
    return Map.of(
        "messageId",
        "message-" + number,
        "body",
        body,
        "attributes",
        attributes,
        "eventSource",
        "aws:sqs",
        "eventSourceARN",
        "arn:aws:sqs:us-east-1:000000000000:" + queue);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(Object value) {
    return new String(PayloadMapper.standard().write(value), StandardCharsets.UTF_8);
  }
}
