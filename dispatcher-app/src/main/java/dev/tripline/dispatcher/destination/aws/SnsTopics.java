package dev.tripline.dispatcher.destination.aws;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.retry.destination.Destination;
import dev.tripline.spi.arn.AwsArn;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/// Standard topics of SNS.
record SnsTopics(AwsClients clients, Duration timeout) implements TextSender.Post {
  private static final int LIMIT = 262_144;

  static TextSender sender(AwsClients clients, Duration timeout) {
    return new TextSender(Destination.Topic.class, LIMIT, new SnsTopics(clients, timeout));
  }

  @Override
  public void post(AwsArn arn, RecordText.Fitted message) {
    Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
    message.attributes().forEach((name, attribute) -> attributes.put(name, value(attribute)));
    clients
        .sns(AwsClients.Place.of(arn))
        .publish(
            PublishRequest.builder()
                .topicArn(arn.toString())
                .message(message.body())
                .messageAttributes(attributes)
                .overrideConfiguration(AwsCall.within(timeout))
                .build());
  }

  private static MessageAttributeValue value(RecordText.Attribute attribute) {
    return MessageAttributeValue.builder()
        .dataType(attribute.type())
        .stringValue(attribute.value())
        .build();
  }
}
