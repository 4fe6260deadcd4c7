package dev.tripline.dispatcher.destination.aws;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.retry.destination.Destination;
import dev.tripline.spi.arn.AwsArn;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/// Standard queues of SQS.
final class SqsQueues implements TextSender.Post {
  private static final int LIMIT = 1_048_576;

  private final AwsClients clients;
  private final Duration timeout;
  private final Map<AwsArn, String> urls = new ConcurrentHashMap<>();

  private SqsQueues(AwsClients clients, Duration timeout) {
    this.clients = clients;
    this.timeout = timeout;
  }

  static TextSender sender(AwsClients clients, Duration timeout) {
    return new TextSender(Destination.Queue.class, LIMIT, new SqsQueues(clients, timeout));
  }

  @Override
  public void post(AwsArn arn, RecordText.Fitted message) {
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
    try {
      client.sendMessage(
          SendMessageRequest.builder()
              .queueUrl(urls.computeIfAbsent(arn, _ -> url(client, arn)))
              .messageBody(message.body())
              .messageAttributes(attributes)
              .overrideConfiguration(AwsCall.within(timeout))
              .build());
    } catch (SdkException e) {
      urls.remove(arn);
      throw e;
    }
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
