package dev.tripline.dispatcher.destination;

import dev.tripline.spi.store.OutboxMessage;

/// Sends messages to destinations of one kind. Safe for many threads.
public interface DestinationSender {

  /// Whether destinations that look like this are of its kind.
  boolean handles(String destination);

  /// Blocks until the destination has confirmed or refused the message.
  Sent send(OutboxMessage message) throws InterruptedException;

  /// What came of it.
  sealed interface Sent {
    record Confirmed() implements Sent {}

    /// Not taken; worth another try.
    record Refused(String error) implements Sent {}

    /// Not taken, and never will be.
    record Hopeless(String error) implements Sent {}
  }
}
