package dev.tripline.adapter.kafka.check;

import dev.tripline.adapter.kafka.KafkaCluster;
import dev.tripline.adapter.kafka.network.BoundedAnswers;
import dev.tripline.adapter.kafka.network.ResolvedHosts;
import dev.tripline.spi.network.AddressResolver;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Whether a topic is there and may be described, without joining a group or reading a record. Blocking.
public final class KafkaTopicCheck {
  private KafkaTopicCheck() {}

  /// @param patience the longest wait for the cluster
  /// @return why it cannot be read, in words; empty if it can
  public static Optional<String> warning(KafkaCluster cluster, String topic, Duration patience) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> client = new KafkaConsumer<>(properties)) {
      BoundedAnswers.restrict(client);
      AddressResolver addresses = cluster.addresses();
      if (addresses != null) {
        ResolvedHosts.restrict(client, addresses);
      }
      return client.partitionsFor(topic, patience).isEmpty()
          ? Optional.of(
              "topic "
                  + topic
                  + " does not exist at "
                  + String.join(",", cluster.bootstrapServers()))
          : Optional.empty();
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      return Optional.of("topic " + topic + " could not be asked for: interrupted");
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Optional.of(
          "topic %s cannot be read at %s now: %s"
              .formatted(topic, String.join(",", cluster.bootstrapServers()), cause.getMessage()));
    }
  }
}
