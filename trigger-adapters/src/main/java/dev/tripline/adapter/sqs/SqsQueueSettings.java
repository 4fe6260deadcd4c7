package dev.tripline.adapter.sqs;

import java.time.Duration;

/// The queue of an [SqsQueue], and its reading.
///
/// @param longestPoll the longest wait of a receive call at the queue, in whole seconds up to 20
public record SqsQueueSettings(SqsQueueArn queue, Duration longestPoll) {
  public static final Duration LONGEST_POLL = Duration.ofSeconds(20);

  public SqsQueueSettings {
    if (longestPoll.isNegative() || longestPoll.compareTo(LONGEST_POLL) > 0) {
      throw new IllegalArgumentException("SQS waits for 0 to 20 s, not for " + longestPoll);
    }
  }
}
