package dev.tripline.sdk;

import dev.tripline.sdk.BatchRecord.ItemId;
import dev.tripline.sdk.json.InvalidPayloadException;
import dev.tripline.sdk.json.PayloadMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes the batches of the known sources apart.
final class BatchShapes {
  private final PayloadMapper mapper;
  private final int attempt;
  private final List<BatchRecord> records = new ArrayList<>();

  private BatchShapes(PayloadMapper mapper, int attempt) {
    this.mapper = mapper;
    this.attempt = attempt;
  }

  /// @param attempt of the whole batch, for messages that are not counted one by one
  /// @throws InvalidPayloadException if it is none of the known shapes
  static List<BatchRecord> parse(byte[] payload, PayloadMapper mapper, int attempt) {
    var shapes = new BatchShapes(mapper, attempt);
    Map<String, @Nullable Object> event = object(mapper.read(payload, Object.class));
    if (event.get("Records") instanceof List<?> records) {
      records.forEach(record -> shapes.addByEventSource(object(record)));
    } else if (event.get("records") instanceof Map<?, ?> partitions) {
      partitions.values().forEach(records -> list(records).forEach(shapes::addKafka));
    } else if (event.get("rmqMessagesByQueue") instanceof Map<?, ?> queues) {
      queues.values().forEach(messages -> list(messages).forEach(shapes::addRabbit));
    } else {
      throw new InvalidPayloadException(
          "payload is no batch: neither Records, records nor rmqMessagesByQueue is there");
    }
    return shapes.records;
  }

  private void addByEventSource(Map<String, @Nullable Object> record) {
    switch (String.valueOf(record.get("eventSource"))) {
      case "aws:sqs" -> addSqs(record);
      case "aws:kinesis" -> addKinesis(record);
      case "aws:dynamodb" -> addDynamo(record);
      case String other ->
          throw new InvalidPayloadException(
              "payload is no batch that can fail in parts: eventSource is " + other);
    }
  }

  private void addSqs(Map<String, @Nullable Object> record) {
    Map<String, @Nullable Object> attributes = object(record.get("attributes"));
    Object received = attributes.get("ApproximateReceiveCount");
    byte[] body = text(record, "body").getBytes(StandardCharsets.UTF_8);
    Object group = attributes.get("MessageGroupId");
    String lane = isFifo(record) && group != null ? group.toString() : null;
    add("aws:sqs", name(record.get("messageId")), lane, count(received), body, record);
  }

  /// Standard queues may carry a group too, for fairness; only FIFO queues keep it in order.
  private static boolean isFifo(Map<String, @Nullable Object> record) {
    return String.valueOf(record.get("eventSourceARN")).endsWith(".fifo");
  }

  private void addKinesis(Map<String, @Nullable Object> record) {
    Map<String, @Nullable Object> kinesis = object(record.get("kinesis"));
    ItemId id = name(kinesis.get("sequenceNumber"));
    add("aws:kinesis", id, "shard", attempt, base64(kinesis, "data"), record);
  }

  private void addDynamo(Map<String, @Nullable Object> record) {
    Map<String, @Nullable Object> change = object(record.get("dynamodb"));
    ItemId id = name(change.get("SequenceNumber"));
    add("aws:dynamodb", id, "shard", attempt, mapper.write(change), record);
  }

  private void addKafka(@Nullable Object element) {
    Map<String, @Nullable Object> record = object(element);
    if (!(record.get("offset") instanceof Number offset)) {
      throw new InvalidPayloadException("payload is no Kafka batch: a record has no offset");
    }
    String partition = text(record, "topic") + "-" + record.get("partition");
    byte[] value = record.get("value") == null ? new byte[0] : base64(record, "value");
    var id = new ItemId.Position(partition, offset.longValue());
    add("aws:kafka", id, partition, attempt, value, record);
  }

  private void addRabbit(@Nullable Object element) {
    Map<String, @Nullable Object> message = object(element);
    Map<String, @Nullable Object> properties = object(message.get("basicProperties"));
    Object named = message.get("itemIdentifier");
    ItemId id = name(named == null ? properties.get("messageId") : named);
    add("aws:rmq", id, null, count(message.get("attempt")), base64(message, "data"), message);
  }

  private void add(
      String source,
      @Nullable ItemId id,
      @Nullable String lane,
      int attempt,
      byte[] data,
      Map<String, @Nullable Object> raw) {
    records.add(new BatchRecord(source, id, lane, attempt, data, raw));
  }

  private int count(@Nullable Object received) {
    String text = String.valueOf(received);
    return text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : attempt;
  }

  private static @Nullable ItemId name(@Nullable Object id) {
    return id == null || id.toString().isEmpty() ? null : new ItemId.Name(id.toString());
  }

  private static byte[] base64(Map<String, @Nullable Object> holder, String key) {
    try {
      return Base64.getDecoder().decode(text(holder, key));
    } catch (IllegalArgumentException e) {
      throw new InvalidPayloadException("payload is no batch: " + key + " is not base64", e);
    }
  }

  private static String text(Map<String, @Nullable Object> holder, String key) {
    if (holder.get(key) instanceof String text) {
      return text;
    }
    throw new InvalidPayloadException("payload is no batch: " + key + " is not a string");
  }

  private static List<?> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new InvalidPayloadException("payload is no batch: a list of messages was expected");
  }

  private static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return HandlerTypes.trusted(map);
    }
    throw new InvalidPayloadException("payload is no batch: a JSON object was expected");
  }
}
