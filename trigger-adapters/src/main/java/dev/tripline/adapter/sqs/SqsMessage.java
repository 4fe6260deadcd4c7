package dev.tripline.adapter.sqs;

import java.time.Duration;

/// A message that the queue hides from others on our behalf, until [#hiddenUntil].
///
/// The fields that change are written by whoever extends the hiding and by the one who polls.
final class SqsMessage {
  final String id;
  final String receipt;

  /// As it stands in a batch.
  final byte[] record;

  /// For how long the queue hides it each time.
  final Duration visibility;

  private volatile long hiddenUntil;
  private volatile boolean lost;
  private volatile boolean seen;

  /// @param hiddenUntil by [System#nanoTime()]
  SqsMessage(String id, String receipt, byte[] record, Duration visibility, long hiddenUntil) {
    this.id = id;
    this.receipt = receipt;
    this.record = record;
    this.visibility = visibility;
    this.hiddenUntil = hiddenUntil;
  }

  long hiddenUntil() {
    return hiddenUntil;
  }

  void hideUntil(long nanoTime) {
    hiddenUntil = nanoTime;
  }

  /// The queue no longer takes our receipt for it.
  void lose() {
    lost = true;
  }

  /// Whether someone else may have got it, or may get it.
  boolean doubtful(long now) {
    return lost || now - hiddenUntil >= 0;
  }

  /// A function may have seen it.
  void see() {
    seen = true;
  }

  boolean seen() {
    return seen;
  }
}
