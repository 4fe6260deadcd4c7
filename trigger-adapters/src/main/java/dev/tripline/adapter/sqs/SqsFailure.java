package dev.tripline.adapter.sqs;

import dev.tripline.spi.source.SourceUnavailableException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/// Says what went wrong with a queue.
final class SqsFailure {
  private SqsFailure() {}

  /// @throws InterruptedException if that is what happened
  static SourceUnavailableException unavailable(SqsQueueArn queue, String what, SdkException cause)
      throws InterruptedException {
    throwIfInterrupted(cause);
    return new SourceUnavailableException(
        "SQS queue %s: %s: %s".formatted(queue.text(), what, text(cause)), cause);
  }

  /// The client tells of an interrupt by an exception of its own.
  static void throwIfInterrupted(SdkException cause) throws InterruptedException {
    if (Thread.interrupted() || cause instanceof AbortedException) {
      throw new InterruptedException("interrupted while calling SQS");
    }
  }

  static String text(SdkException e) {
    if (e instanceof AwsServiceException service && service.awsErrorDetails() != null) {
      return service.awsErrorDetails().errorCode()
          + ": "
          + service.awsErrorDetails().errorMessage();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
