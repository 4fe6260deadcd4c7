package dev.tripline.dispatcher.topic.query;

import dev.tripline.dispatcher.topic.publish.Subscriptions.Subscription;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Attributes of subscriptions as members of the form of their trigger, and back. Pure.
final class SubscriptionForm {
  private static final String POLICY = "filterPolicy";
  private static final String SCOPE = "filterPolicyScope";

  private SubscriptionForm() {}

  /// The source of a new trigger.
  ///
  /// @throws TopicException if an attribute cannot have its value
  static ObjectNode source(String topic, Map<String, String> attributes) {
    ObjectNode source = JsonNodeFactory.instance.objectNode();
    source.put("kind", "topic");
    source.put("topic", topic);
    attributes.forEach((name, value) ->
        change(name, value)
            .properties()
            .forEach(member -> {
              if (!member.getValue().isNull()) {
                source.set(member.getKey(), member.getValue());
              }
            }));
    return source;
  }

  /// The members that an attribute changes; null takes one away.
  ///
  /// @throws TopicException if the attribute cannot have that value
  static ObjectNode change(String name, String value) {
    ObjectNode change = JsonNodeFactory.instance.objectNode();
    switch (name) {
      case "FilterPolicy" -> {
        if (value.isBlank() || value.strip().equals("{}")) {
          change.putNull(POLICY);
        } else {
          change.put(POLICY, value);
        }
      }
      case "FilterPolicyScope" -> {
        if (value.isEmpty()) {
          change.putNull(SCOPE);
        } else {
          change.put(SCOPE, value);
        }
      }
      case "RawMessageDelivery" -> {
        if (!value.equals("false") && !value.isEmpty()) {
          throw TopicException.invalid(
              "Attributes Reason: Delivery protocol [lambda] does not support raw message"
                  + " delivery.");
        }
      }
      case "RedrivePolicy" ->
          requireEmpty(
              name,
              value,
              "a message is with its functions when it is published; the failure destinations of"
                  + " functions take what they give up");
      case "DeliveryPolicy" ->
          requireEmpty(name, value, "Delivery protocol [lambda] does not support delivery policy.");
      case "SubscriptionRoleArn" -> requireEmpty(name, value, "it is for Firehose only");
      case "ReplayPolicy" -> requireEmpty(name, value, "messages are not archived here");
      default -> throw TopicException.invalid("AttributeName");
    }
    return change;
  }

  private static void requireEmpty(String name, String value, String why) {
    if (!value.isEmpty()) {
      throw TopicException.invalid(name + " Reason: " + why);
    }
  }

  /// The attributes that were set.
  static Map<String, String> attributes(Subscription subscription) {
    Map<String, String> attributes = new TreeMap<>();
    ObjectNode form = subscription.trigger().form();
    JsonNode policy = form.path(POLICY);
    if (!policy.isMissingNode() && !policy.isNull()) {
      attributes.put("FilterPolicy", policy.isString() ? policy.stringValue() : policy.toString());
      attributes.put("FilterPolicyScope", form.path(SCOPE).asString("MessageAttributes"));
    }
    return attributes;
  }

  /// Whether a subscription has the attributes of a wanted one.
  static boolean isSame(Subscription subscription, ObjectNode source) {
    ObjectNode form = subscription.trigger().form();
    return text(form.path(POLICY)).equals(text(source.path(POLICY)))
        && form.path(SCOPE)
            .asString("MessageAttributes")
            .equals(source.path(SCOPE).asString("MessageAttributes"));
  }

  private static String text(JsonNode policy) {
    return policy.isString() ? policy.stringValue() : policy.toString();
  }
}
