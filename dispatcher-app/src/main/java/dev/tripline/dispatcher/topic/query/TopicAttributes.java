package dev.tripline.dispatcher.topic.query;

import java.util.Map;
import java.util.Set;

/// The attributes of topics: which may be set, and to which values. Those that would ask for something
/// that is not done here are refused, but for the values by which clients say that they don't want it.
/// Pure.
final class TopicAttributes {
  private static final Set<String> FEEDBACK =
      Set.of("HTTP", "Firehose", "Lambda", "Application", "SQS");

  private TopicAttributes() {}

  /// @throws TopicException if the attribute cannot have that value
  static void require(String name, String value) {
    switch (name) {
      case "DisplayName" -> {
        if (value.length() > 100) {
          throw TopicException.invalid("DisplayName Reason: longer than 100 characters");
        }
      }
      case "SignatureVersion" ->
          requireOne(name, value, Set.of("", "1"), "messages to functions are not signed here");
      case "TracingConfig" ->
          requireOne(name, value, Set.of("", "PassThrough"), "traces are not recorded here");
      case "FifoTopic" ->
          requireOne(name, value, Set.of("", "false"), "topics in order are not offered here");
      case "KmsMasterKeyId" ->
          requireOne(name, value, Set.of(""), "messages are not encrypted by keys of KMS here");
      case "DeliveryPolicy" ->
          requireOne(
              name,
              value,
              Set.of(""),
              "there are no HTTP subscribers here; functions have their own retries");
      case "Policy" ->
          requireOne(
              name, value, Set.of(""), "the roles of access keys decide who may use a topic here");
      case "ContentBasedDeduplication", "FifoThroughputScope", "ArchivePolicy" ->
          throw TopicException.invalid(
              "Attributes Reason: " + name + " is for topics in order, which are not offered here");
      default -> requireFeedback(name, value);
    }
  }

  /// Delivery status logging.
  private static void requireFeedback(String name, String value) {
    for (String protocol : FEEDBACK) {
      if (name.equals(protocol + "SuccessFeedbackSampleRate")) {
        requireOne(name, value, Set.of("", "0"), "deliveries are not logged to CloudWatch");
        return;
      }
      if (name.equals(protocol + "SuccessFeedbackRoleArn")
          || name.equals(protocol + "FailureFeedbackRoleArn")) {
        requireOne(name, value, Set.of(""), "deliveries are not logged to CloudWatch");
        return;
      }
    }
    throw TopicException.invalid("AttributeName");
  }

  private static void requireOne(String name, String value, Set<String> possible, String why) {
    if (!possible.contains(value)) {
      throw TopicException.invalid(name + " Reason: " + why);
    }
  }

  /// @throws TopicException naming the first attribute that cannot have its value
  static void require(Map<String, String> attributes) {
    attributes.forEach(TopicAttributes::require);
  }
}
