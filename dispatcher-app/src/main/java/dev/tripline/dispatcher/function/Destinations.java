package dev.tripline.dispatcher.function;

import java.util.Optional;

/// Knows which destinations records and dead letters can be sent to.
public interface Destinations {

  /// Why nothing could be sent to this destination; empty if it is one of ours: the ARN of a function,
  /// `amqp://CONNECTION/EXCHANGE/ROUTING-KEY`, or an `http(s)` URL.
  Optional<String> objection(String destination);
}
