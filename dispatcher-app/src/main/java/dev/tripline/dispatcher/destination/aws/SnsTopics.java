package dev.tripline.dispatcher.destination.aws;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.destination.TraceHeader;
import dev.tripline.retry.destination.Destination;
import dev.tripline.spi.arn.AwsArn;
import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/// Standard topics of SNS.
record SnsTopics(AwsClients clients, Duration timeout, InstantSource clock)
    implements TextSender.Post {
  private static final int LIMIT = 262_144;

  static TextSender sender(AwsClients clients, Duration timeout, InstantSource clock) {
    return new TextSender(Destination.Topic.class, LIMIT, new SnsTopics(clients, timeout, clock));
  }

  @Override
  public void post(AwsArn arn, RecordText.Fitted text, OutboxMessage message) {
    Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
    text.attributes().forEach((name, attribute) -> attributes.put(name, value(attribute)));
    PublishRequest request =
        PublishRequest.builder()
            .topicArn(arn.toString())
            .message(text.body())
            .messageAttributes(attributes)
            .overrideConfiguration(
                AwsCall.within(timeout).toBuilder()
                    .putHeader(Lineage.HEADER, TraceHeader.of(message, clock.instant()))
                    .build())
            .build();
    try (ClientLease<SnsClient> lease = clients.sns(AwsClients.Place.of(arn))) {
      lease.client().publish(request);
    }
  }

  private static MessageAttributeValue value(RecordText.Attribute attribute) {
    return MessageAttributeValue.builder()
        .dataType(attribute.type())
        .stringValue(attribute.value())
        .build();
  }
}
