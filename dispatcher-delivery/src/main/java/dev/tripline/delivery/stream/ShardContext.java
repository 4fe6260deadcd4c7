package dev.tripline.delivery.stream;

import dev.tripline.delivery.parking.KeyParking;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamSource;
import org.jspecify.annotations.Nullable;

/// What all who work on one shard need to know.
record ShardContext(
    Shard shard,
    StreamSource source,
    StreamDelivery.Settings settings,
    StreamDelivery.Services services,
    StreamDelivery.Listener listener,
    @Nullable KeyParking parking) {

  String shardId() {
    return shard.id();
  }

  /// How many lanes the shard has. A tumbling window hands its state from batch to batch: one chain.
  int lanes() {
    return settings.batching().tumblingWindow() == null ? settings.batching().parallelization() : 1;
  }
}
