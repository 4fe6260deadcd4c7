package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.adapter.sqs.SqsQueueSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of triggers that read SQS queues.
///
/// @param longestPoll how long a call waits at the queue for a message, in whole seconds up to 20. A
///     stop waits for the calls under way and the messages they bring, so keep it below
///     `tripline.triggers.drain-timeout`; the shorter, the more calls an idle queue costs
/// @param maxConcurrency how many batches of one trigger may be with its function at once on this
///     node, unless the trigger has a limit of its own
@ConfigurationProperties("tripline.sqs")
public record SqsSettings(
    @DefaultValue("5s") Duration longestPoll, @DefaultValue("1250") int maxConcurrency) {

  public SqsSettings {
    if (maxConcurrency < 1) {
      throw new IllegalArgumentException("tripline.sqs.max-concurrency must be 1 or more");
    }
    if (longestPoll.compareTo(SqsQueueSettings.SHORTEST_POLL) < 0
        || longestPoll.compareTo(SqsQueueSettings.LONGEST_POLL) > 0
        || longestPoll.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "tripline.sqs.longest-poll must be 1s to 20s, in whole seconds");
    }
  }
}
