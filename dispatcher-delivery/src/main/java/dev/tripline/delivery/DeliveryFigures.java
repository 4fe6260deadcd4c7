package dev.tripline.delivery;

import java.util.concurrent.atomic.LongAdder;

/// Counts since the start of this node.
public final class DeliveryFigures {
  public final LongAdder accepted = new LongAdder();
  public final LongAdder duplicates = new LongAdder();
  public final LongAdder spilled = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder deadLettered = new LongAdder();
  public final LongAdder fenced = new LongAdder();

  /// Counts an event or message that a function has taken.
  public void countDelivered() {
    delivered.increment();
  }

  /// Counts events or records that a function has taken.
  public void countDelivered(long events) {
    delivered.add(events);
  }

  /// Counts an attempt that is followed by another.
  public void countRetried() {
    retried.increment();
  }

  /// Counts an event or message that was given up and kept.
  public void countDeadLettered() {
    deadLettered.increment();
  }

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
