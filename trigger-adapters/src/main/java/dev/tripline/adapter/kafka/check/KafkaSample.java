package dev.tripline.adapter.kafka.check;

import dev.tripline.adapter.kafka.KafkaCluster;
import dev.tripline.adapter.kafka.network.BoundedAnswers;
import dev.tripline.adapter.kafka.network.ResolvedHosts;
import dev.tripline.spi.network.AddressResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The latest records of a topic, read without a group: nobody's position changes. Blocking.
public final class KafkaSample {
  private static final int MOST_PARTITIONS = 8;
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  private KafkaSample() {}

  /// @param count of records, of each of a few partitions
  /// @param patience the longest wait for all of them; fewer come if it is over
  /// @throws org.apache.kafka.common.KafkaException if the cluster does not answer
  public static List<ConsumerRecord<byte[], byte[]>> latest(
      KafkaCluster cluster, String topic, int count, Duration patience) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES);
    long until = System.nanoTime() + patience.toNanos();
    try (KafkaConsumer<byte[], byte[]> client = new KafkaConsumer<>(properties)) {
      BoundedAnswers.restrict(client);
      AddressResolver addresses = cluster.addresses();
      if (addresses != null) {
        ResolvedHosts.restrict(client, addresses);
      }
      List<TopicPartition> partitions =
          client.partitionsFor(topic, patience).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .limit(MOST_PARTITIONS)
              .toList();
      client.assign(partitions);
      Map<TopicPartition, Long> ends = client.endOffsets(partitions, patience);
      Map<TopicPartition, Long> begins = client.beginningOffsets(partitions, patience);
      ends.forEach((partition, end) ->
          client.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - count)));
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (System.nanoTime() < until
          && ends.entrySet().stream()
              .anyMatch(end -> client.position(end.getKey(), patience) < end.getValue())) {
        client.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      return records;
    }
  }
}
