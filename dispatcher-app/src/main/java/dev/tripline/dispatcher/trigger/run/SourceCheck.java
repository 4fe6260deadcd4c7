package dev.tripline.dispatcher.trigger.run;

import dev.tripline.adapter.sqs.SqsQueueArn;
import dev.tripline.adapter.sqs.SqsQueueCheck;
import dev.tripline.dispatcher.function.Functions;
import dev.tripline.dispatcher.system.AwsArn;
import dev.tripline.dispatcher.system.AwsClients;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.source.SourceUnavailableException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/// Asks a source whether it can feed a function, before there is a trigger. Blocking.
public final class SourceCheck {
  private static final Logger log = LoggerFactory.getLogger(SourceCheck.class);

  private final AwsClients clients;
  private final Functions functions;

  public SourceCheck(AwsClients clients, Functions functions) {
    this.clients = clients;
    this.functions = functions;
  }

  /// Why it cannot, in AWS's words. Empty if it can, and also if it is out of reach now: then the
  /// trigger fails visibly until it is there.
  public Optional<String> refusal(TriggerSource source, FunctionTarget function)
      throws InterruptedException {
    try {
      return switch (source) {
        case TriggerSource.SqsQueue queue ->
            SqsQueueCheck.refusal(
                clients.sqs(place(queue.queue())),
                SqsQueueArn.parse(queue.queue().arn()),
                functions.timeout(function));
        case TriggerSource.KinesisStream stream -> kinesis(stream.stream());
        case TriggerSource.DynamoDbStream stream -> dynamoDb(stream.stream());
        case TriggerSource.KafkaTopic _,
            TriggerSource.RabbitQueue _,
            TriggerSource.Folder _,
            TriggerSource.CloudEvents _ ->
            Optional.empty();
      };
    } catch (SourceUnavailableException | SdkException | IllegalStateException e) {
      log.warn(
          "A source cannot be checked now; the trigger is made all the same: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<String> kinesis(TriggerSource.AwsResource stream) {
    KinesisClient client = clients.kinesis(place(stream));
    try {
      client.describeStreamSummary(request -> request.streamARN(stream.arn()));
      return Optional.empty();
    } catch (software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException _) {
      return notFound(stream);
    }
  }

  private Optional<String> dynamoDb(TriggerSource.AwsResource stream) {
    DynamoDbStreamsClient client = clients.dynamoDbStreams(place(stream));
    try {
      client.describeStream(request -> request.streamArn(stream.arn()).limit(1));
      return Optional.empty();
    } catch (software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException _) {
      return notFound(stream);
    }
  }

  private static Optional<String> notFound(TriggerSource.AwsResource stream) {
    return Optional.of("Stream not found: " + stream.arn());
  }

  static AwsClients.Place place(TriggerSource.AwsResource resource) {
    String region = AwsArn.parse(resource.arn()).map(AwsArn::region).orElse("");
    TriggerSource.AwsKey key = resource.key();
    return new AwsClients.Place(
        region,
        resource.endpoint(),
        key == null ? null : new AwsClients.Key(key.accessKeyId(), key.secretAccessKey()));
  }
}
