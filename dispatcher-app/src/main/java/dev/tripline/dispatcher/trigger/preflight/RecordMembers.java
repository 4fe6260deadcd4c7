package dev.tripline.dispatcher.trigger.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The members that records of each kind have, as filters see them.
final class RecordMembers {
  private static final Set<String> CHANGE =
      Set.of("eventID", "eventName", "eventVersion", "eventSource", "sequenceNumber", "change");

  private static final Map<String, Set<String>> BY_KIND =
      Map.of(
          "sqs",
          Set.of(
              "messageId",
              "receiptHandle",
              "body",
              "attributes",
              "messageAttributes",
              "md5OfMessageAttributes",
              "md5OfBody",
              "eventSource",
              "eventSourceARN",
              "awsRegion"),
          "kinesis",
          Set.of(
              "data",
              "partitionKey",
              "sequenceNumber",
              "approximateArrivalTimestamp",
              "kinesisSchemaVersion",
              "kinesis",
              "eventSource",
              "eventVersion",
              "eventID",
              "eventName",
              "invokeIdentityArn",
              "awsRegion",
              "eventSourceARN"),
          "dynamodb",
          Set.of(
              "dynamodb",
              "eventID",
              "eventName",
              "eventVersion",
              "eventSource",
              "awsRegion",
              "userIdentity",
              "eventSourceARN"),
          "kafka",
          Set.of(
              "topic",
              "partition",
              "offset",
              "timestamp",
              "timestampType",
              "key",
              "value",
              "headers"),
          "postgresql",
          CHANGE,
          "mariadb",
          CHANGE,
          "rabbitmq",
          Set.of("basicProperties", "redelivered", "data", "itemIdentifier", "attempt"));

  private RecordMembers() {}

  /// The members that a pattern asks for and that no record of the kind has.
  static List<String> missing(String kind, JsonNode pattern) {
    Set<String> members = BY_KIND.get(kind);
    List<String> missing = new ArrayList<>();
    if (members != null) {
      for (Map.Entry<String, JsonNode> member : pattern.properties()) {
        if (!member.getKey().startsWith("$")
            && !members.contains(member.getKey())
            && !allowsAbsence(member.getValue())) {
          missing.add(member.getKey());
        }
      }
    }
    return missing;
  }

  /// Whether something in it matches a member that is not there.
  private static boolean allowsAbsence(JsonNode condition) {
    if (condition.isObject() && condition.has("exists")) {
      return !condition.path("exists").asBoolean(true);
    }
    for (JsonNode part : condition) {
      if (allowsAbsence(part)) {
        return true;
      }
    }
    return false;
  }
}
