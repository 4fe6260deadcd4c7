package dev.tripline.dispatcher.destination.aws;

import dev.tripline.dispatcher.destination.DestinationSender.Sent;
import java.time.Duration;
import java.util.Set;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/// One call of an AWS service, and what its answer says about a message.
final class AwsCall {
  private static final int TOO_LARGE = 413;

  /// Errors that the same message meets again.
  private static final Set<String> HOPELESS =
      Set.of(
          "InvalidMessageContents",
          "InvalidParameterValue",
          "InvalidParameter",
          "ParameterValueInvalid",
          "EntityTooLarge",
          "KeyTooLongError");

  private AwsCall() {}

  /// @throws InterruptedException if the call was interrupted; the message may have been taken
  static Sent run(Runnable call) throws InterruptedException {
    try {
      call.run();
      return new Sent.Confirmed();
    } catch (AbortedException e) {
      throw (InterruptedException)
          new InterruptedException("a call of AWS was interrupted").initCause(e);
    } catch (AwsServiceException e) {
      String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
      String error = "answered " + e.statusCode() + " " + code + ": " + e.getMessage();
      return e.statusCode() == TOO_LARGE || HOPELESS.contains(code)
          ? new Sent.Hopeless(error)
          : new Sent.Refused(error);
    } catch (SdkException e) {
      return new Sent.Refused("no answer: " + e.getMessage());
    } catch (IllegalStateException e) {
      return new Sent.Refused(String.valueOf(e.getMessage()));
    }
  }

  static AwsRequestOverrideConfiguration within(Duration timeout) {
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(timeout).build();
  }
}
