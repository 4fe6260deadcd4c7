package dev.tripline.dispatcher.delivery.destination.aws;

import dev.tripline.dispatcher.delivery.destination.DestinationSender;
import dev.tripline.dispatcher.system.AwsArn;
import dev.tripline.dispatcher.system.AwsClients;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/// Sends messages to standard queues of SQS.
final class SqsSender implements DestinationSender {
  private static final int LIMIT = 1_048_576;

  private final AwsClients clients;
  private final Duration timeout;
  private final Map<String, String> urls = new ConcurrentHashMap<>();

  SqsSender(AwsClients clients, Duration timeout) {
    this.clients = clients;
    this.timeout = timeout;
  }

  @Override
  public boolean handles(String destination) {
    return destination.startsWith("arn:") && destination.contains(":sqs:");
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
    Sent sent = AwsCall.run(() -> send(arn.get(), fitted.get()));
    if (!(sent instanceof Sent.Confirmed)) {
      urls.remove(message.destination());
    }
    return sent;
  }

  private void send(AwsArn arn, RecordText.Fitted message) {
    SqsClient client = clients.sqs(AwsClients.Place.of(arn));
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
    client.sendMessage(
        SendMessageRequest.builder()
            .queueUrl(urls.computeIfAbsent(arn.toString(), _ -> url(client, arn)))
            .messageBody(message.body())
            .messageAttributes(attributes)
            .overrideConfiguration(AwsCall.within(timeout))
            .build());
  }

  private String url(SqsClient client, AwsArn arn) {
    return client
        .getQueueUrl(request ->
            request
                .queueName(arn.resource())
                .queueOwnerAWSAccountId(arn.account())
                .overrideConfiguration(AwsCall.within(timeout)))
        .queueUrl();
  }
}
