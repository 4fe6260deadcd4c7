package dev.tripline.delivery.queue;

import java.time.Duration;

/// The time in which messages are collected for a batch.
///
/// @param sinceFirstMessage whether it begins with the first message, as with Amazon MQ; otherwise when
///     the previous invocation ended, as with SQS, and one window follows the other while nothing comes
///     ("How Lambda processes records from stream and queue-based event sources" in the Lambda developer
///     guide)
public record BatchWindow(Duration length, boolean sinceFirstMessage) {

  /// When a batch has to go whose first message comes now.
  ///
  /// @param begun when the window began that was open last
  /// @return all by [System#nanoTime()]
  long deadline(long begun, long now) {
    long window = length.toNanos();
    if (sinceFirstMessage || window == 0) {
      return now + window;
    }
    return begun + ((now - begun) / window + 1) * window;
  }
}
