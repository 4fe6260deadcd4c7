package dev.tripline.adapter.sqs;

import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whether a queue can feed a function, in the words in which Lambda refuses it. Blocking.
public final class SqsQueueCheck {
  private static final String REFUSAL =
      "Error occurred while ReceiveMessage. SQS Error Code: %s. SQS Error Message: %s";

  /// One for the attempt, one for a failure before it, and one in hand.
  private static final int ENOUGH_RECEIVES = 3;

  private SqsQueueCheck() {}

  /// @param functionTimeout a message must be hidden for at least as long as the function may take
  /// @return why not; empty if it can
  /// @throws SourceUnavailableException if nothing is known because SQS is out of reach
  public static Optional<String> refusal(
      SqsClient client, SqsQueueArn queue, Duration functionTimeout) throws InterruptedException {
    try {
      return tooShort(attributes(client, queueUrl(client, queue)), functionTimeout);
    } catch (QueueDoesNotExistException _) {
      return Optional.of(
          REFUSAL.formatted(
              "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist."));
    } catch (SqsException e) {
      if (e.statusCode() >= 500 || e.awsErrorDetails() == null) {
        throw SqsFailure.unavailable(queue, "cannot be looked up", e);
      }
      return Optional.of(
          REFUSAL.formatted(e.awsErrorDetails().errorCode(), e.awsErrorDetails().errorMessage()));
    } catch (SdkException e) {
      throw SqsFailure.unavailable(queue, "cannot be looked up", e);
    }
  }

  /// Attributes of a queue that are risky for a trigger, in words.
  ///
  /// @throws SdkException if SQS cannot be asked
  public static List<String> risks(SqsClient client, SqsQueueArn queue, int batchSize) {
    SqsQueueAttributes attributes = attributes(client, queueUrl(client, queue));
    List<String> risks = new ArrayList<>();
    if (attributes.maxReceives() == null) {
      risks.add(
          queue.fifo()
              ? "the queue has no RedrivePolicy: a message that the function cannot process comes"
                  + " again until its retention is over, and holds up its group all that time"
              : "the queue has no RedrivePolicy: a message that the function cannot process comes"
                  + " again until its retention is over, and is lost then");
    } else if (queue.fifo()) {
      tooFewReceives(attributes, batchSize).ifPresent(risks::add);
    }
    return risks;
  }

  /// Why a queue that hides messages for so long cannot feed the function; empty if it can.
  public static Optional<String> tooShort(SqsQueueAttributes queue, Duration functionTimeout) {
    return queue.visibility().compareTo(functionTimeout) >= 0
        ? Optional.empty()
        : Optional.of(
            "Queue visibility timeout: %d seconds is less than Function timeout: %d seconds"
                .formatted(queue.visibility().toSeconds(), functionTimeout.toSeconds()));
  }

  /// Why a FIFO queue may put messages aside that no function has run; empty if it does not. Each receive
  /// counts, for those behind a failing message of their group too.
  public static Optional<String> tooFewReceives(SqsQueueAttributes queue, int batchSize) {
    Integer most = queue.maxReceives();
    return most == null || most >= ENOUGH_RECEIVES || batchSize == 1
        ? Optional.empty()
        : Optional.of(
            ("Queue maxReceiveCount: %d: a message loses a receive on each dispatcher that met a"
                 + " failure before it in its group, and may be put aside without having been run."
                 + " Let it be the attempts wanted and the number of dispatchers, %d at least, or"
                 + " take a batch size of 1")
                .formatted(most, ENOUGH_RECEIVES));
  }

  static String queueUrl(SqsClient client, SqsQueueArn queue) {
    return client
        .getQueueUrl(
            request -> request.queueName(queue.queue()).queueOwnerAWSAccountId(queue.account()))
        .queueUrl();
  }

  static SqsQueueAttributes attributes(SqsClient client, String queueUrl) {
    Map<QueueAttributeName, String> attributes =
        client
            .getQueueAttributes(request ->
                request
                    .queueUrl(queueUrl)
                    .attributeNames(
                        QueueAttributeName.VISIBILITY_TIMEOUT, QueueAttributeName.REDRIVE_POLICY))
            .attributes();
    String seconds = attributes.get(QueueAttributeName.VISIBILITY_TIMEOUT);
    return new SqsQueueAttributes(
        Duration.ofSeconds(seconds == null ? 30 : Long.parseLong(seconds)),
        maxReceives(attributes.get(QueueAttributeName.REDRIVE_POLICY)));
  }

  private static @Nullable Integer maxReceives(@Nullable String redrivePolicy) {
    if (redrivePolicy == null) {
      return null;
    }
    try {
      JsonNode most = JsonMapper.shared().readTree(redrivePolicy).path("maxReceiveCount");
      int count = most.asInt(0);
      return count < 1 ? null : count;
    } catch (JacksonException _) {
      return null;
    }
  }
}
