package dev.tripline.delivery.queue;

import dev.tripline.retry.Backoff;
import dev.tripline.spi.source.Delivery;
import java.time.Duration;
import java.util.List;

/// The settings by which a queue's messages are put together, retried and given up. A trigger's form is
/// read into them, and its delivery works by them.
///
/// @param batchSize at most this many messages; a batch is also flushed at 6 MB
/// @param window in which a batch is collected
/// @param maxAttempts of each message; then it becomes a dead letter, if it failed by itself; one that
///     failed with its batch is tried once more alone. [#NO_LIMIT] where the queue itself gives messages up
/// @param backoff the wait before a message's next attempt, where the source can choose it
/// @param reportItemFailures whether the function's answer says which messages failed
/// @param filters event patterns, any of which lets a message in; the others are acknowledged. Empty
///     for all
public record QueueSettings(
    int batchSize,
    BatchWindow window,
    int maxAttempts,
    Backoff backoff,
    boolean reportItemFailures,
    List<String> filters) {

  /// Attempts are the queue's own affair.
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  /// Whether the attempts of a message were used up by batches that failed, so that this one is made alone.
  boolean lastTry(Delivery delivery) {
    return delivery.attempt() > maxAttempts;
  }

  /// Whether a message that failed is given up.
  ///
  /// @param byItself whether it is certain that this message failed: it was alone, or the function named it
  boolean givesUp(Delivery delivery, boolean byItself) {
    return lastTry(delivery) || (byItself && delivery.attempt() >= maxAttempts);
  }

  /// The wait before the next attempt of messages that failed; none before the one that is made alone.
  ///
  /// @param random from 0 to 1
  Duration delay(int attempt, double random) {
    return attempt >= maxAttempts ? Duration.ZERO : backoff.delay(attempt, random);
  }
}
