package dev.tripline.dispatcher.trigger;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The longest timeout of a function that gets the events of a source.
///
/// @param service the source's service, as messages name it; empty without a limit
/// @param longest null for no limit
public record TimeoutLimit(String service, @Nullable Duration longest) {
  public static final TimeoutLimit NONE = new TimeoutLimit("", null);

  /// 14 minutes, as the Lambda developer guide says of Amazon MQ and Kafka ("Using Lambda with Amazon
  /// MSK", "... with self-managed Apache Kafka", "... with Amazon MQ"). A batch then also ends well
  /// within the 30 minutes that RabbitMQ waits for an acknowledgement.
  public static TimeoutLimit ofBroker(String service) {
    return new TimeoutLimit(service, Duration.ofMinutes(14));
  }

  /// The reason why events cannot go to a function of this timeout; empty if they can. The guide
  /// does not give the words of the refusal; these are ours.
  public Optional<String> objection(Duration functionTimeout) {
    return longest == null || functionTimeout.compareTo(longest) <= 0
        ? Optional.empty()
        : Optional.of(
            ("Function timeout: %d seconds is more than the %d seconds that event source mappings"
                    + " for %s support")
                .formatted(functionTimeout.toSeconds(), longest.toSeconds(), service));
  }
}
