package dev.tripline.adapter.sqs;

import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/// Whether a queue can feed a function, in the words in which Lambda refuses it. Blocking.
public final class SqsQueueCheck {
  private static final String REFUSAL =
      "Error occurred while ReceiveMessage. SQS Error Code: %s. SQS Error Message: %s";

  private SqsQueueCheck() {}

  /// @param functionTimeout a message must be hidden for at least as long as the function may take
  /// @return why not; empty if it can
  /// @throws SourceUnavailableException if nothing is known because SQS is out of reach
  public static Optional<String> refusal(
      SqsClient client, SqsQueueArn queue, Duration functionTimeout) throws InterruptedException {
    try {
      return tooShort(visibilityTimeout(client, queueUrl(client, queue)), functionTimeout);
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

  /// Why a queue that hides messages for so long cannot feed the function; empty if it can.
  public static Optional<String> tooShort(Duration visibility, Duration functionTimeout) {
    return visibility.compareTo(functionTimeout) >= 0
        ? Optional.empty()
        : Optional.of(
            "Queue visibility timeout: %d seconds is less than Function timeout: %d seconds"
                .formatted(visibility.toSeconds(), functionTimeout.toSeconds()));
  }

  static String queueUrl(SqsClient client, SqsQueueArn queue) {
    return client
        .getQueueUrl(
            request -> request.queueName(queue.queue()).queueOwnerAWSAccountId(queue.account()))
        .queueUrl();
  }

  static Duration visibilityTimeout(SqsClient client, String queueUrl) {
    String seconds =
        client
            .getQueueAttributes(request ->
                request.queueUrl(queueUrl).attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT))
            .attributes()
            .get(QueueAttributeName.VISIBILITY_TIMEOUT);
    return Duration.ofSeconds(seconds == null ? 30 : Long.parseLong(seconds));
  }
}
