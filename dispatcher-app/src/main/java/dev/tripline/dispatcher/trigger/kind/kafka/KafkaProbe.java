package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.adapter.kafka.KafkaCluster;
import dev.tripline.adapter.kafka.check.KafkaSample;
import dev.tripline.adapter.kafka.check.KafkaTopicCheck;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.preflight.SampledFilters;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Asks clusters of Kafka whether the topic is there and may be read, and looks at its latest records.
record KafkaProbe(KafkaTopics topics) implements SourceProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SAMPLE = 10;

  @Override
  public String kind() {
    return KafkaSource.TRAITS.kind();
  }

  @Override
  public List<String> warnings(Trigger trigger) {
    KafkaSource source = trigger.source(KafkaSource.class);
    if (source.cluster().bootstrapServers().isEmpty()) {
      return List.of("the connection of the topic is not configured here");
    }
    try {
      KafkaCluster cluster = topics.cluster(source.cluster());
      Optional<String> warning = KafkaTopicCheck.warning(cluster, source.topic(), PATIENCE);
      return warning.isPresent()
          ? List.of(warning.get())
          : sampled(trigger, cluster, source.topic());
    } catch (IllegalStateException e) {
      return List.of("the cluster cannot be asked: " + e.getMessage());
    }
  }

  private static List<String> sampled(Trigger trigger, KafkaCluster cluster, String topic) {
    if (trigger.form().path("filters").isEmpty()) {
      return List.of();
    }
    List<byte[]> records = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record :
          KafkaSample.latest(cluster, topic, SAMPLE, PATIENCE)) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("value", record.value()).put("key", record.key());
        records.add(json.toString().getBytes(StandardCharsets.UTF_8));
      }
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      return List.of("no record could be looked at: interrupted");
    } catch (KafkaException e) {
      return List.of("no record can be looked at: " + e.getMessage());
    }
    return SampledFilters.warnings(trigger, KafkaSource.FILTERED, records);
  }
}
