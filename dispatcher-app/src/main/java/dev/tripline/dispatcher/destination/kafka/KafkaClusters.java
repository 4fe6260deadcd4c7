package dev.tripline.dispatcher.destination.kafka;

import dev.tripline.adapter.kafka.KafkaCluster;
import java.util.Optional;

/// Knows the clusters that triggers read from. Blocking; safe for many threads.
@FunctionalInterface
public interface KafkaClusters {

  /// Empty if there is no such trigger (any more), or it does not read from Kafka.
  ///
  /// @throws IllegalStateException if a secret of the cluster cannot be read
  Optional<KafkaCluster> ofTrigger(String triggerId);
}
