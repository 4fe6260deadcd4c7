package dev.tripline.dispatcher.trigger.run;

import dev.tripline.adapter.sqs.SqsQueueArn;
import dev.tripline.adapter.sqs.SqsQueueCheck;
import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/// Asks a source whether it can feed a function, before a trigger is made or changed. Blocking.
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
    Optional<String> tooSlow = tooSlow(source, function);
    if (tooSlow.isPresent()) {
      return tooSlow;
    }
    try {
      return switch (source) {
        case TriggerSource.SqsQueue queue ->
            SqsQueueCheck.refusal(
                clients.sqs(queue.queue().place()),
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

  /// What is wrong with a trigger that is there already, as far as its function is concerned: that may
  /// have been changed since.
  Optional<String> tooSlow(TriggerSource source, FunctionTarget function) {
    return functions.exists(function)
        ? TimeoutLimit.objection(source, functions.timeout(function))
        : Optional.empty();
  }

  /// As [#tooSlow], of a queue of SQS that hides messages for so long.
  Optional<String> hidesTooShortly(Duration visibility, FunctionTarget function) {
    return functions.exists(function)
        ? SqsQueueCheck.tooShort(visibility, functions.timeout(function))
        : Optional.empty();
  }

  private Optional<String> kinesis(TriggerSource.AwsResource stream) {
    KinesisClient client = clients.kinesis(stream.place());
    try {
      client.describeStreamSummary(request -> request.streamARN(stream.arn()));
      return Optional.empty();
    } catch (software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException _) {
      return notFound(stream);
    }
  }

  private Optional<String> dynamoDb(TriggerSource.AwsResource stream) {
    DynamoDbStreamsClient client = clients.dynamoDbStreams(stream.place());
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
}
