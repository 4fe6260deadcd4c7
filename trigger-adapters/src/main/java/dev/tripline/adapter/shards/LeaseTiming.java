package dev.tripline.adapter.shards;

import java.time.Duration;

/// The times by which shards are shared out and kept.
///
/// @param lease the time for which a silent node keeps its shards
/// @param margin by how much a node stops before its lease ends; and how long the next one waits after
///     that. What the old one had with functions is over by then
/// @param round between two extensions of the leases
/// @param listing between two looks at which shards there are
public record LeaseTiming(Duration lease, Duration margin, Duration round, Duration listing) {
  public static final LeaseTiming DEFAULT =
      new LeaseTiming(
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(4),
          Duration.ofSeconds(20));

  public LeaseTiming {
    if (margin.plus(round.multipliedBy(2)).compareTo(lease) > 0) {
      throw new IllegalArgumentException(
          "a lease of %s must outlast two rounds of %s and the margin of %s"
              .formatted(lease, round, margin));
    }
  }
}
