package dev.tripline.dispatcher.topic.query;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.topic.TopicArns;
import java.util.stream.Stream;

/// Asks the rules of access for each call, about the topic that it names.
record TopicAccess(AccessRules rules, TopicArns arns) {

  /// @throws TopicException if the caller may not
  void require(TopicCall call) {
    Resource resource = resource(call.form());
    String action = "sns:" + call.action();
    if (rules.decide(call.caller(), action, resource) instanceof Decision.Denied denied) {
      Caller caller = call.caller();
      throw new TopicException(
          TopicException.Code.NOT_AUTHORIZED,
          "User: %s is not authorized to perform: %s on resource: %s (%s)"
              .formatted(
                  caller == null ? "anonymous" : caller.arn(),
                  "SNS:" + call.action(),
                  resource,
                  denied.reason()));
    }
  }

  /// @throws TopicException if the caller may not have the function run
  static void requireFunction(TopicCall call, String function) {
    Caller caller = call.caller();
    if (caller == null || !caller.mayTouch(Resource.function(function))) {
      throw new TopicException(
          TopicException.Code.NOT_AUTHORIZED,
          "Access is limited to other functions than " + function);
    }
  }

  private Resource resource(QueryForm form) {
    String name = form.text("Name");
    if (!name.isEmpty()) {
      return new Resource("topic", name);
    }
    String arn =
        Stream.of("TopicArn", "TargetArn", "ResourceArn", "SubscriptionArn")
            .map(form::text)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    return arn.isEmpty()
        ? new Resource("topic", "*")
        : new Resource(
            "topic",
            arns.topicName(arn)
                .or(() -> arns.subscription(arn).map(TopicArns.Subscription::topic))
                .orElse(arn));
  }
}
