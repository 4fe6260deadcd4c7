package dev.tripline.dispatcher.access.rule;

import java.util.Set;

/// The actions of SNS on topics of the dispatcher's own, by the permission that they need.
final class TopicOperations {
  /// Shows something.
  static final Set<String> READ =
      Set.of(
          "sns:GetSubscriptionAttributes",
          "sns:GetTopicAttributes",
          "sns:ListSubscriptions",
          "sns:ListSubscriptionsByTopic",
          "sns:ListTagsForResource",
          "sns:ListTopics");

  /// Sends messages.
  static final Set<String> PUBLISH = Set.of("sns:Publish", "sns:PublishBatch");

  /// Changes something.
  static final Set<String> OPERATE =
      Set.of(
          "sns:CreateTopic",
          "sns:DeleteTopic",
          "sns:SetSubscriptionAttributes",
          "sns:SetTopicAttributes",
          "sns:Subscribe",
          "sns:TagResource",
          "sns:Unsubscribe",
          "sns:UntagResource");

  private TopicOperations() {}
}
