package dev.tripline.adapter.kafka.check;

import dev.tripline.adapter.kafka.KafkaCluster;
import dev.tripline.adapter.kafka.network.GuardedAdmin;
import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/// When a topic removes records that a consumer group has not read: by its retention, its offsets and the
/// group's, without joining the group or reading a record.
public final class KafkaRetention {
  private final Admin admin;
  private final Duration patience;

  private KafkaRetention(Admin admin, Duration patience) {
    this.admin = admin;
    this.patience = patience;
  }

  /// @param kept how long the topic keeps records; null if for ever, or bounded by their size alone
  /// @param lost records that were removed before the group had read them, and that it has not passed over
  /// @param due unread records that will be removed within the lead
  public record Found(@Nullable Duration kept, long lost, long due) {}

  /// Of the partitions in which the group has a position. Blocking.
  ///
  /// @param lead how long before their removal records count as due
  /// @param patience the longest wait for each of a few questions
  /// @throws SourceUnavailableException if the cluster does not answer, or refuses to
  public static Found look(
      KafkaCluster cluster,
      String topic,
      String group,
      Duration lead,
      Instant now,
      Duration patience)
      throws InterruptedException {
    try (Admin admin = GuardedAdmin.open(cluster.clientProperties(), cluster.addresses())) {
      return new KafkaRetention(admin, patience).look(topic, group, lead, now);
    } catch (KafkaException | ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new SourceUnavailableException(
          "topic %s does not tell how long it keeps records: %s"
              .formatted(topic, cause.getMessage() == null ? cause.toString() : cause.getMessage()),
          e);
    }
  }

  private Found look(String topic, String group, Duration lead, Instant now)
      throws InterruptedException, ExecutionException, TimeoutException {
    Duration kept = kept(topic);
    Map<TopicPartition, Long> positions = positions(topic, group);
    Collection<TopicPartition> partitions = positions.keySet();
    if (partitions.isEmpty()) {
      return new Found(kept, 0, 0);
    }
    Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
    Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, Long> young =
        kept == null
            ? begins
            : offsets(
                partitions, OffsetSpec.forTimestamp(now.minus(kept).plus(lead).toEpochMilli()));
    long lost = 0;
    long due = 0;
    for (TopicPartition partition : partitions) {
      long position = positions.getOrDefault(partition, 0L);
      long begin = begins.getOrDefault(partition, 0L);
      long end = ends.getOrDefault(partition, 0L);
      long firstYoung = young.getOrDefault(partition, -1L);
      lost += Math.max(0, Math.min(begin, end) - position);
      due += Math.max(0, (firstYoung < 0 ? end : firstYoung) - Math.max(position, begin));
    }
    return new Found(kept, lost, due);
  }

  private @Nullable Duration kept(String topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = await(admin.describeConfigs(List.of(resource)).all()).get(resource);
    ConfigEntry policy = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
    ConfigEntry time = config == null ? null : config.get(TopicConfig.RETENTION_MS_CONFIG);
    if (policy == null || time == null || !policy.value().contains("delete")) {
      return null;
    }
    long millis = Long.parseLong(time.value());
    return millis < 0 ? null : Duration.ofMillis(millis);
  }

  private Map<TopicPartition, Long> positions(String topic, String group)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, Long> positions = new HashMap<>();
    await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach((partition, at) -> {
          // A partition without a position has a null.
          if (at != null && partition.topic().equals(topic)) {
            positions.put(partition, at.offset());
          }
        });
    return positions;
  }

  private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec where)
      throws InterruptedException, ExecutionException, TimeoutException {
    return await(
            admin
                .listOffsets(
                    partitions.stream()
                        .collect(Collectors.toMap(partition -> partition, _ -> where)))
                .all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private <T> T await(KafkaFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
