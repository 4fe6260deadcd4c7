package dev.tripline.dispatcher.topic.query;

import dev.tripline.dispatcher.topic.Topic;
import dev.tripline.dispatcher.topic.TopicArns;
import dev.tripline.dispatcher.topic.Topics;
import dev.tripline.dispatcher.topic.publish.Subscriptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The actions on topics.
record TopicActions(Topics topics, Subscriptions subscriptions, TopicArns arns) {
  private static final int PAGE = 100;

  private static final String DELIVERY_POLICY =
      """
      {"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,\
      "numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},\
      "disableSubscriptionOverrides":false}}\
      """;

  /// The topic that an ARN names.
  ///
  /// @throws TopicException if it is none, or there is none
  Topic topic(String arn) {
    String name =
        arns.topicName(arn)
            .orElseThrow(() ->
                arn.startsWith("arn:")
                    ? TopicException.noTopic()
                    : TopicException.invalid("TopicArn"));
    return topics.find(name).orElseThrow(TopicException::noTopic);
  }

  /// The same topic is answered again.
  byte[] create(TopicCall call) {
    String name = call.form().required("Name");
    Map<String, String> attributes = call.form().entries("Attributes");
    TopicAttributes.require(attributes);
    if (name.endsWith(".fifo")) {
      throw TopicException.invalid("Topic Name Reason: topics in order are not offered here");
    }
    if (!Topic.isName(name)) {
      throw TopicException.invalid("Topic Name");
    }
    Map<String, String> tags = TagActions.tags(call.form());
    Topic topic = topics.create(new Topic(name, attributes, tags));
    if (!topic.attributes().entrySet().containsAll(attributes.entrySet())) {
      throw TopicException.invalid(
          "Attributes Reason: Topic already exists with different attributes");
    }
    if (!tags.isEmpty() && !topic.tags().equals(tags)) {
      throw TopicException.invalid("Tags Reason: Topic already exists with different tags");
    }
    return call.answer(new QueryXml().text("TopicArn", arns.topic(name)));
  }

  /// With its subscriptions; a topic that is not there is deleted as well.
  byte[] delete(TopicCall call) throws InterruptedException {
    String arn = call.form().required("TopicArn");
    String name = arns.topicName(arn).orElseThrow(() -> TopicException.invalid("TopicArn"));
    for (Subscriptions.Subscription one : subscriptions.of(name)) {
      subscriptions.triggers().delete(one.trigger().id());
    }
    topics.delete(name);
    return call.done();
  }

  byte[] list(TopicCall call) {
    List<Topic> found = topics.list(call.form().text("NextToken"), PAGE + 1);
    List<Topic> page = found.subList(0, Math.min(PAGE, found.size()));
    QueryXml xml = new QueryXml();
    xml.element(
        "Topics",
        () ->
            page.forEach(topic ->
                xml.element("member", () -> xml.text("TopicArn", arns.topic(topic.name())))));
    if (found.size() > PAGE) {
      xml.text("NextToken", page.getLast().name());
    }
    return call.answer(xml);
  }

  byte[] attributes(TopicCall call) {
    Topic topic = topic(call.form().required("TopicArn"));
    String arn = arns.topic(topic.name());
    Map<String, String> all = new TreeMap<>();
    all.put("TopicArn", arn);
    all.put("Owner", arns.account().accountId());
    all.put("DisplayName", "");
    all.put("Policy", policy(arn));
    all.put("SubscriptionsConfirmed", Integer.toString(subscriptions.of(topic.name()).size()));
    all.put("SubscriptionsPending", "0");
    all.put("SubscriptionsDeleted", "0");
    all.put("EffectiveDeliveryPolicy", DELIVERY_POLICY);
    topic
        .attributes()
        .forEach((name, value) -> {
          if (!value.isEmpty()) {
            all.put(name, value);
          }
        });
    return call.answer(entries(all));
  }

  byte[] setAttribute(TopicCall call) {
    Topic topic = topic(call.form().required("TopicArn"));
    String name = call.form().required("AttributeName");
    String value = call.form().text("AttributeValue");
    TopicAttributes.require(name, value);
    topics.change(
        topic.name(),
        old -> {
          Map<String, String> attributes = new LinkedHashMap<>(old.attributes());
          attributes.put(name, value);
          return new Topic(old.name(), attributes, old.tags());
        });
    return call.done();
  }

  /// `Attributes` as answers have them.
  static QueryXml entries(Map<String, String> attributes) {
    QueryXml xml = new QueryXml();
    return xml.element(
        "Attributes",
        () ->
            attributes.forEach((name, value) ->
                xml.element("entry", () -> xml.text("key", name).text("value", value))));
  }

  /// SNS's own for a topic without one.
  private String policy(String arn) {
    return """
    {"Version":"2008-10-17","Id":"__default_policy_ID","Statement":[{"Sid":"__default_statement_ID",\
    "Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes",\
    "SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic",\
    "SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"%s",\
    "Condition":{"StringEquals":{"AWS:SourceAccount":"%s"}}}]}\
    """
        .formatted(arn, arns.account().accountId());
  }
}
