package dev.tripline.dispatcher.destination.aws;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.ClientLease;
import dev.tripline.dispatcher.destination.TraceHeader;
import dev.tripline.retry.destination.Destination;
import dev.tripline.spi.arn.AwsArn;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/// Standard queues of SQS.
final class SqsQueues implements TextSender.Post {
  private static final int LIMIT = 1_048_576;

  /// Each can be asked for again.
  private static final int MOST_URLS = 1_000;

  private final AwsClients clients;
  private final Duration timeout;
  private final InstantSource clock;
  private final Map<AwsArn, String> urls = new ConcurrentHashMap<>();

  private SqsQueues(AwsClients clients, Duration timeout, InstantSource clock) {
    this.clients = clients;
    this.timeout = timeout;
    this.clock = clock;
  }

  static TextSender sender(AwsClients clients, Duration timeout, InstantSource clock) {
    return new TextSender(Destination.Queue.class, LIMIT, new SqsQueues(clients, timeout, clock));
  }

  @Override
  public void post(AwsArn arn, RecordText.Fitted text, OutboxMessage message) {
    Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
    text.attributes()
        .forEach((name, attribute) ->
            attributes.put(
                name,
                MessageAttributeValue.builder()
                    .dataType(attribute.type())
                    .stringValue(attribute.value())
                    .build()));
    try (ClientLease<SqsClient> lease = clients.sqs(AwsClients.Place.of(arn))) {
      SqsClient client = lease.client();
      client.sendMessage(
          SendMessageRequest.builder()
              .queueUrl(knownUrl(client, arn))
              .messageBody(text.body())
              .messageAttributes(attributes)
              .messageSystemAttributes(
                  Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, trace(message)))
              .overrideConfiguration(AwsCall.within(timeout))
              .build());
    } catch (SdkException e) {
      urls.remove(arn);
      throw e;
    }
  }

  private MessageSystemAttributeValue trace(OutboxMessage message) {
    return MessageSystemAttributeValue.builder()
        .dataType("String")
        .stringValue(TraceHeader.of(message, clock.instant()))
        .build();
  }

  private String knownUrl(SqsClient client, AwsArn arn) {
    String known = urls.get(arn);
    if (known == null) {
      if (urls.size() >= MOST_URLS) {
        urls.clear();
      }
      known = url(client, arn);
      urls.put(arn, known);
    }
    return known;
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
