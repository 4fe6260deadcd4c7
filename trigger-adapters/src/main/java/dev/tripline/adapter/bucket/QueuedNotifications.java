package dev.tripline.adapter.bucket;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds notifications in the messages of a queue or a topic of Kafka, which are given as a batch in the form
/// of AWS: that of SQS, of Amazon MQ or of Kafka. A message that a topic of SNS has put there is taken out of
/// its envelope. Pure.
public final class QueuedNotifications {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private QueuedNotifications() {}

  /// One message.
  ///
  /// @param id by which its failure is reported
  /// @param document whatever the message carries
  public record Message(String id, byte[] document) {}

  /// The messages of a batch in their order.
  ///
  /// @throws IllegalArgumentException if it is none of those
  public static List<Message> of(byte[] batch) {
    JsonNode read;
    try {
      read = JSON.readTree(batch);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("a batch of a queue is JSON", e);
    }
    List<Message> messages = new ArrayList<>();
    if (read.has("rmqMessagesByQueue")) {
      for (JsonNode queue : read.path("rmqMessagesByQueue")) {
        for (JsonNode message : queue) {
          byte[] data = Base64.getDecoder().decode(message.path("data").asString(""));
          messages.add(new Message(message.path("itemIdentifier").asString(""), opened(data)));
        }
      }
    } else if (read.path("records").isObject()) {
      for (JsonNode partition : read.path("records")) {
        for (JsonNode record : partition) {
          byte[] value = Base64.getDecoder().decode(record.path("value").asString(""));
          messages.add(new Message(record.path("offset").asString(""), opened(value)));
        }
      }
    } else if (read.path("Records").isArray()) {
      for (JsonNode record : read.path("Records")) {
        byte[] body = record.path("body").asString("").getBytes(StandardCharsets.UTF_8);
        messages.add(new Message(record.path("messageId").asString(""), opened(body)));
      }
    } else {
      throw new IllegalArgumentException("a batch has Records, records or rmqMessagesByQueue");
    }
    return messages;
  }

  /// Without the envelope of SNS, if there is one.
  private static byte[] opened(byte[] document) {
    try {
      JsonNode read = JSON.readTree(document);
      JsonNode message = read.path("Message");
      if (read.path("Type").asString("").equals("Notification") && message.isString()) {
        return message.stringValue().getBytes(StandardCharsets.UTF_8);
      }
    } catch (JacksonException _) {
      // It is refused as it is, by whoever reads it as a notification.
    }
    return document;
  }
}
