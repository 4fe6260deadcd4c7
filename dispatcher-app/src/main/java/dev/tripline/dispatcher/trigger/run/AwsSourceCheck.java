package dev.tripline.dispatcher.trigger.run;

import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.spi.source.SourceUnavailableException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/// Asks a source of AWS whether it can feed a trigger.
public final class AwsSourceCheck {
  private static final Logger log = LoggerFactory.getLogger(AwsSourceCheck.class);

  private AwsSourceCheck() {}

  /// A question to the source.
  @FunctionalInterface
  public interface Question {
    /// The reason why it cannot, in AWS's words.
    Optional<String> ask() throws InterruptedException;
  }

  /// A question whose answer is words.
  @FunctionalInterface
  public interface RiskQuestion {
    List<String> ask() throws InterruptedException;
  }

  /// The answer; that the source cannot be asked, if it cannot. Blocking.
  public static List<String> warnings(RiskQuestion question) throws InterruptedException {
    try {
      return question.ask();
    } catch (SourceUnavailableException | SdkException | IllegalStateException e) {
      return List.of("the source cannot be read now: " + e.getMessage());
    }
  }

  /// Empty also if the source is out of reach now. Blocking.
  public static Optional<FieldError> refusal(Question question) throws InterruptedException {
    try {
      return question.ask().map(why -> new FieldError("source", why));
    } catch (SourceUnavailableException | SdkException | IllegalStateException e) {
      log.warn(
          "A source cannot be checked now; the trigger is made all the same: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
