package dev.tripline.dispatcher.topic;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.spi.arn.AwsArn;
import java.util.Optional;

/// The ARNs of topics and of their subscriptions in this account and region. Pure.
public record TopicArns(AccountSettings account) {

  public String topic(String name) {
    return "arn:aws:sns:" + account.region() + ":" + account.accountId() + ":" + name;
  }

  /// @param trigger the id of the trigger that it is
  public String subscription(String topic, String trigger) {
    return topic(topic) + ":" + trigger;
  }

  /// The name of the topic that an ARN of this account and region stands for; empty if it is another ARN.
  public Optional<String> topicName(String arn) {
    return resource(arn).filter(Topic::isName);
  }

  /// The subscription that an ARN of this account and region stands for; empty if it is another ARN.
  public Optional<Subscription> subscription(String arn) {
    return resource(arn)
        .map(resource -> resource.split(":", -1))
        .filter(parts -> parts.length == 2 && Topic.isName(parts[0]) && !parts[1].isEmpty())
        .map(parts -> new Subscription(parts[0], parts[1]));
  }

  private Optional<String> resource(String arn) {
    return AwsArn.parse(arn)
        .filter(parsed ->
            parsed.partition().equals("aws")
                && parsed.service().equals("sns")
                && parsed.region().equals(account.region())
                && parsed.account().equals(account.accountId()))
        .map(AwsArn::resource);
  }

  /// @param trigger the id of the trigger that it is
  public record Subscription(String topic, String trigger) {}
}
