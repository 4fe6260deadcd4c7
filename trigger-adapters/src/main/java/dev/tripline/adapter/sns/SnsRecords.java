package dev.tripline.adapter.sns;

import dev.tripline.spi.source.DedupKey;
import dev.tripline.spi.source.Event;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The events that Lambda functions get of messages of topics. Pure.
public final class SnsRecords {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private SnsRecords() {}

  /// The signature of a message, for functions that verify it once more.
  ///
  /// @param version `1` or `2`
  /// @param signature in base64
  /// @param unsubscribeUrl as SNS gives it; empty without one
  public record Signed(
      String version, String signature, String certificateUrl, String unsubscribeUrl) {
    /// Of a message that nobody had to sign.
    public static final Signed NONE = new Signed("1", "", "", "");
  }

  /// The event of a message. One that comes again has the same deduplication key.
  public static Event event(TopicMessage message, String subscriptionArn, Signed signed) {
    return new Event(
        message.id(),
        message.topicArn(),
        "aws.sns.Notification",
        message.subject(),
        message.time(),
        "application/json",
        Map.of(),
        payload(message, subscriptionArn, signed),
        DedupKey.of(message.topicArn() + "\n" + message.id()));
  }

  /// `Records` with the one message, as Lambda hands it to functions.
  static byte[] payload(TopicMessage message, String subscriptionArn, Signed signed) {
    ObjectNode event = JSON.createObjectNode();
    ObjectNode record = event.putArray("Records").addObject();
    record.put("EventSource", "aws:sns");
    record.put("EventVersion", "1.0");
    record.put("EventSubscriptionArn", subscriptionArn);
    ObjectNode sns = record.putObject("Sns");
    sns.put("Type", "Notification");
    sns.put("MessageId", message.id());
    sns.put("TopicArn", message.topicArn());
    sns.put("Subject", message.subject());
    sns.put("Message", message.text());
    sns.put("Timestamp", TIME.format(message.time()));
    sns.put("SignatureVersion", signed.version());
    sns.put("Signature", signed.signature());
    sns.put("SigningCertUrl", signed.certificateUrl());
    sns.put("UnsubscribeUrl", signed.unsubscribeUrl());
    attributes(sns.putObject("MessageAttributes"), message.attributes());
    return JSON.writeValueAsBytes(event);
  }

  private static void attributes(ObjectNode json, Map<String, MessageAttribute> attributes) {
    attributes.forEach((name, attribute) ->
        json.putObject(name).put("Type", attribute.type()).put("Value", attribute.value()));
  }
}
