package dev.tripline.dispatcher.delivery;

import java.util.concurrent.atomic.LongAdder;

/// Counts since the start of this node.
public final class DeliveryFigures {
  final LongAdder accepted = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder spilled = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder retried = new LongAdder();
  final LongAdder deadLettered = new LongAdder();
  final LongAdder fenced = new LongAdder();

  /// Events accepted by this node.
  public long accepted() {
    return accepted.sum();
  }

  /// Events that were not accepted again because their deduplication key was known.
  public long duplicates() {
    return duplicates.sum();
  }

  /// Events left to the store at acceptance because the backlog in memory was full.
  public long spilled() {
    return spilled.sum();
  }

  public long delivered() {
    return delivered.sum();
  }

  public long retried() {
    return retried.sum();
  }

  public long deadLettered() {
    return deadLettered.sum();
  }

  /// Results that the store refused because another node had taken the event over.
  public long fenced() {
    return fenced.sum();
  }
}
