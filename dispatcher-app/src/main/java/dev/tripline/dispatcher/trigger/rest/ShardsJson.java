package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.delivery.stream.StreamDelivery.ShardView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The shards that a node reads, as `/v1/triggers` answers them.
final class ShardsJson {
  private ShardsJson() {}

  /// Adds `lag` (records; null if the stream does not tell), `iteratorAgeMillis` (the oldest shard's)
  /// and `shards`.
  static void put(ObjectNode json, List<ShardView> shards) {
    boolean told = shards.stream().allMatch(shard -> shard.lag().records() >= 0);
    if (told) {
      json.put("lag", shards.stream().mapToLong(shard -> shard.lag().records()).sum());
    } else {
      json.putNull("lag");
    }
    json.put(
        "iteratorAgeMillis",
        shards.stream()
            .map(shard -> shard.lag().age())
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO)
            .toMillis());
    ArrayNode array = json.putArray("shards");
    for (ShardView shard : shards) {
      ObjectNode one = array.addObject();
      one.put("shard", shard.shard());
      if (shard.lag().records() >= 0) {
        one.put("lag", shard.lag().records());
      } else {
        one.putNull("lag");
      }
      one.put("iteratorAgeMillis", shard.lag().age().toMillis());
      one.put("inFlight", shard.inFlight());
      one.put("lastResult", shard.lastResult());
      one.put("lastSettled", shard.lastSettled() == null ? null : shard.lastSettled().toString());
    }
  }
}
