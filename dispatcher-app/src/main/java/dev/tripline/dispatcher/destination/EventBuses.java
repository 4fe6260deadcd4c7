package dev.tripline.dispatcher.destination;

import dev.tripline.spi.arn.AwsArn;

/// The event buses that records can be sent to. Blocking: the store is asked before an answer is no. Safe
/// for many threads.
@FunctionalInterface
public interface EventBuses {

  boolean has(AwsArn bus);
}
