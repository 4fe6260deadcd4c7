package dev.tripline.adapter.rabbitmq;

import java.time.Duration;

/// The queue of a [RabbitQueueSource], and its reading.
///
/// @param queue must exist; it is never declared
/// @param eventSourceArn `eventSourceArn` in the events that functions get
/// @param prefetch the most unsettled messages that the broker hands out to this source; the
///     batch size. Messages that wait for their next attempt count, so that a queue of failing
///     messages is read slower
/// @param confirmTimeout the longest that the broker may take to confirm a message that is given back
public record RabbitQueueSettings(
    RabbitEndpoint endpoint,
    String queue,
    String eventSourceArn,
    int prefetch,
    Duration confirmTimeout) {

  public RabbitQueueSettings {
    if (queue.isEmpty()) {
      throw new IllegalArgumentException("queue must be named");
    }
    if (prefetch < 1 || prefetch > 65_535) {
      throw new IllegalArgumentException("prefetch must be 1 to 65535, not " + prefetch);
    }
  }
}
