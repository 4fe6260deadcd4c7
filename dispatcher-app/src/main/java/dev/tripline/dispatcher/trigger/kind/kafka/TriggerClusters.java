package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.adapter.kafka.KafkaCluster;
import dev.tripline.dispatcher.destination.kafka.KafkaClusters;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStore;
import java.util.Optional;

/// The clusters of the triggers that read from Kafka now, as the store has them.
public final class TriggerClusters implements KafkaClusters {
  private final TriggerStore store;
  private final KafkaTopics topics;

  public TriggerClusters(TriggerStore store, KafkaTopics topics) {
    this.store = store;
    this.topics = topics;
  }

  @Override
  public Optional<KafkaCluster> ofTrigger(String triggerId) {
    for (Trigger trigger : store.all()) {
      if (trigger.id().equals(triggerId) && trigger.source() instanceof KafkaSource topic) {
        return Optional.of(topics.cluster(topic.cluster()));
      }
    }
    return Optional.empty();
  }
}
