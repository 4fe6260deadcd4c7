package dev.tripline.spi.store;

import dev.tripline.spi.invocation.Trace;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something to be sent to the outside because of an invocation's end: a destination record or a dead
/// letter for an external queue.
///
/// @param id a lower-case UUID; receivers that can deduplicate get it
/// @param destination the ARN of a function, queue, topic, bucket or object,
///     `kafka://TOPIC?trigger=ID`, `amqp://CONNECTION/EXCHANGE/ROUTING-KEY` or an `http(s)` URL
/// @param headers sent along to a destination that has such
/// @param deadLetterId the dead letter that this announces, if any
/// @param cause null for what an earlier version put in
public record OutboxMessage(
    String id,
    String destination,
    byte[] body,
    Map<String, String> headers,
    int recursionDepth,
    @Nullable String deadLetterId,
    @Nullable Cause cause) {

  /// Of an end that is not told.
  public OutboxMessage(
      String id,
      String destination,
      byte[] body,
      Map<String, String> headers,
      int recursionDepth,
      @Nullable String deadLetterId) {
    this(id, destination, body, headers, recursionDepth, deadLetterId, null);
  }

  /// The invocation whose end it tells of.
  ///
  /// @param trace as [Trace#stored] made it; null for none
  public record Cause(String requestId, @Nullable String trace) {}
}
