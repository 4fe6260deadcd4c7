package dev.tripline.retry.destination;

import java.util.Optional;

/// Knows which destinations records and dead letters can be sent to.
public interface Destinations {

  /// What is sent.
  enum Use {
    /// Records of invocations that succeeded.
    ON_SUCCESS,
    /// Records of invocations that were given up.
    ON_FAILURE,
    /// Events that were given up.
    DEAD_LETTER
  }

  /// Why nothing could be sent to this destination; empty if it is one of ours: the ARN of a function,
  /// of a standard queue of SQS or a standard topic of SNS, of a bucket of S3 (for failures only), of an
  /// event bus (for records),
  /// `amqp://CONNECTION/EXCHANGE/ROUTING-KEY`, or an `http(s)` URL. Only functions and connections are
  /// known to exist.
  Optional<String> objection(String destination, Use use);
}
