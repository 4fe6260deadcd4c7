package dev.tripline.dispatcher.delivery.destination.aws;

import dev.tripline.dispatcher.delivery.destination.DestinationSender;
import dev.tripline.dispatcher.system.AwsArn;
import dev.tripline.dispatcher.system.AwsClients;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/// Publishes messages to standard topics of SNS.
final class SnsSender implements DestinationSender {
  private static final int LIMIT = 262_144;

  private final AwsClients clients;
  private final Duration timeout;

  SnsSender(AwsClients clients, Duration timeout) {
    this.clients = clients;
    this.timeout = timeout;
  }

  @Override
  public boolean handles(String destination) {
    return destination.startsWith("arn:") && destination.contains(":sns:");
  }

  @Override
  public Sent send(OutboxMessage message) throws InterruptedException {
    Optional<AwsArn> arn = AwsArn.parse(message.destination());
    if (arn.isEmpty()) {
      return new Sent.Hopeless("no ARN: " + message.destination());
    }
    Optional<RecordText.Fitted> fitted = RecordText.within(LIMIT, message);
    if (fitted.isEmpty()) {
      return RecordText.tooLarge(LIMIT, message);
    }
    return AwsCall.run(() -> publish(arn.get(), fitted.get()));
  }

  private void publish(AwsArn arn, RecordText.Fitted message) {
    Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
    message
        .attributes()
        .forEach((name, attribute) ->
            attributes.put(
                name,
                MessageAttributeValue.builder()
                    .dataType(attribute.type())
                    .stringValue(attribute.value())
                    .build()));
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
}
