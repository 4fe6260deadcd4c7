package dev.tripline.adapter.sqs;

import java.time.Duration;

/// The queue of an [SqsQueue], and its reading.
///
/// @param longestPoll the longest wait of a receive call at the queue, in whole seconds from 1 to 20
/// @param windowed whether batches are collected over a time: the records of such a batch say so where a
///     message has no attributes
public record SqsQueueSettings(SqsQueueArn queue, Duration longestPoll, boolean windowed) {
  public static final Duration SHORTEST_POLL = Duration.ofSeconds(1);
  public static final Duration LONGEST_POLL = Duration.ofSeconds(20);

  public SqsQueueSettings {
    if (longestPoll.compareTo(SHORTEST_POLL) < 0 || longestPoll.compareTo(LONGEST_POLL) > 0) {
      throw new IllegalArgumentException(
          "a poll of SQS waits for 1 to 20 s, not for " + longestPoll);
    }
  }
}
