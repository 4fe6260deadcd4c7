package dev.tripline.dispatcher.trigger.run.stream;

import dev.tripline.adapter.shards.LeaseTiming;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The sharing of the shards of Kinesis and DynamoDB streams, and of databases, between nodes.
///
/// @param lease how long a silent node keeps its shards; it stops by itself a quarter of that earlier
/// @param listing how long new shards, and those of a stream that was split, may go unnoticed
@ConfigurationProperties("tripline.shards")
public record ShardSettings(
    @DefaultValue("20s") Duration lease, @DefaultValue("20s") Duration listing) {

  public ShardSettings {
    if (lease.toMillis() < 2_000 || listing.toMillis() < 1_000) {
      throw new IllegalArgumentException("tripline.shards: lease ≥ 2s and listing ≥ 1s must hold");
    }
  }

  public LeaseTiming timing() {
    return new LeaseTiming(lease, lease.dividedBy(4), lease.dividedBy(5), listing);
  }
}
