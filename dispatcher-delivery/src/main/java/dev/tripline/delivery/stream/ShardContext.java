package dev.tripline.delivery.stream;

import dev.tripline.delivery.parking.KeyParking;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamSource;
import org.jspecify.annotations.Nullable;

/// What all who work on one shard need to know.
record ShardContext(
    Shard shard,
    StreamSource source,
    StreamDelivery.Trigger trigger,
    StreamDelivery.Services services,
    StreamDelivery.Listener listener,
    @Nullable KeyParking parking) {

  String shardId() {
    return shard.id();
  }

  StreamSettings settings() {
    return trigger.settings();
  }
}
