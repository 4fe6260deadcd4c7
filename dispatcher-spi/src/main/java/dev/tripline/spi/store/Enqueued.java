package dev.tripline.spi.store;

/// The answer to an accepted invocation; durable when it is seen.
public sealed interface Enqueued {
  /// In the queue and claimed by this node.
  record Claimed(ClaimedInvocation claim) implements Enqueued {}

  /// In the queue, due now, for any node to claim.
  record Waiting() implements Enqueued {}

  /// In the queue behind others of its group; due when they have left it.
  record Held() implements Enqueued {}

  /// Accepted earlier under the same deduplication key; nothing was added.
  record Duplicate() implements Enqueued {}
}
