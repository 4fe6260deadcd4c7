package dev.tripline.dispatcher.trigger;

import java.time.Duration;
import java.util.Optional;

/// How long a function may take whose batches come from a broker: 14 minutes with Amazon MQ and Kafka,
/// says the Lambda developer guide ("Using Lambda with Amazon MSK", "... with self-managed Apache
/// Kafka", "... with Amazon MQ"). A batch then also ends well within the 30 minutes that RabbitMQ waits
/// for an acknowledgement. The guide does not say in which words it is refused; these are ours.
public final class TimeoutLimit {
  private static final Duration OF_BROKERS = Duration.ofMinutes(14);

  private TimeoutLimit() {}

  /// Why batches of the source cannot go to a function of this timeout; empty if they can.
  public static Optional<String> objection(TriggerSource source, Duration functionTimeout) {
    String kind =
        switch (source) {
          case TriggerSource.KafkaTopic _ -> "Apache Kafka";
          case TriggerSource.RabbitQueue _ -> "Amazon MQ";
          case TriggerSource.SqsQueue _,
              TriggerSource.KinesisStream _,
              TriggerSource.DynamoDbStream _,
              TriggerSource.Folder _,
              TriggerSource.CloudEvents _ ->
              "";
        };
    return kind.isEmpty() || functionTimeout.compareTo(OF_BROKERS) <= 0
        ? Optional.empty()
        : Optional.of(
            ("Function timeout: %d seconds is more than the %d seconds that event source mappings"
                    + " for %s support")
                .formatted(functionTimeout.toSeconds(), OF_BROKERS.toSeconds(), kind));
  }
}
