package dev.tripline.adapter.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the offsets from which assigned partitions are to be read. On the polling thread; blocks for
/// answers of the cluster.
///
/// Each commit carries, as its metadata, how many partitions the topic had when the group began. A
/// partition beyond that number was added later: it is read from its beginning, or else what was
/// published before it was noticed would be lost to a group that began with LATEST.
final class StartOffsets {
  private static final Logger log = LoggerFactory.getLogger(StartOffsets.class);
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final String MARK = "partitions=";

  private final Consumer<?, ?> client;
  private final KafkaStreamSettings settings;
  private int partitionsAtStart;

  StartOffsets(Consumer<?, ?> client, KafkaStreamSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /// @param gap the records missing before the offset; null if there are none
  /// @param fresh whether nothing was committed before
  record Start(long offset, KafkaShard.@Nullable Gap gap, boolean fresh) {}

  /// The metadata of commits.
  String metadata() {
    return MARK + partitionsAtStart;
  }

  Map<TopicPartition, Start> find(Collection<TopicPartition> assigned) {
    Set<TopicPartition> all = new TreeSet<>(Comparator.comparingInt(TopicPartition::partition));
    all.addAll(assigned);
    for (PartitionInfo info : client.partitionsFor(settings.topic().name(), WAIT)) {
      all.add(new TopicPartition(info.topic(), info.partition()));
    }
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(client.committed(all, WAIT));
    committed.values().removeIf(Objects::isNull);
    partitionsAtStart =
        committed.isEmpty()
            ? all.size()
            : committed.values().stream().mapToInt(StartOffsets::partitions).min().orElse(0);
    Map<TopicPartition, Long> first = client.beginningOffsets(assigned, WAIT);
    Map<TopicPartition, Long> end = client.endOffsets(assigned, WAIT);
    Map<TopicPartition, Start> starts = new LinkedHashMap<>();
    List<TopicPartition> fresh = new ArrayList<>();
    for (TopicPartition partition : assigned) {
      OffsetAndMetadata known = committed.get(partition);
      if (known != null) {
        starts.put(partition, known(known.offset(), at(first, partition), at(end, partition)));
      } else if (partition.partition() >= partitionsAtStart) {
        starts.put(partition, new Start(at(first, partition), null, true));
      } else {
        fresh.add(partition);
      }
    }
    fresh(fresh, first, end)
        .forEach((partition, offset) -> starts.put(partition, new Start(offset, null, true)));
    log.info("Assigned by group {}: {}", settings.topic().group(), starts);
    return starts;
  }

  private Start known(long offset, long first, long end) {
    if (offset < first) {
      return new Start(
          first, new KafkaShard.Gap(offset, first, "removed before they were read"), false);
    }
    if (offset > end) {
      return new Start(
          first,
          new KafkaShard.Gap(
              offset, first, "the partition ends at " + end + ": it was cut off or created anew"),
          false);
    }
    return new Start(offset, null, false);
  }

  private Map<TopicPartition, Long> fresh(
      List<TopicPartition> partitions,
      Map<TopicPartition, Long> first,
      Map<TopicPartition, Long> end) {
    Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
    if (partitions.isEmpty()) {
      return offsets;
    }
    switch (settings.start()) {
      case KafkaStreamSettings.StartAt.TrimHorizon() ->
          partitions.forEach(partition -> offsets.put(partition, at(first, partition)));
      case KafkaStreamSettings.StartAt.Latest() ->
          partitions.forEach(partition -> offsets.put(partition, at(end, partition)));
      case KafkaStreamSettings.StartAt.AtTimestamp(var time) -> {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> all = client.offsetsForTimes(times, WAIT);
        for (TopicPartition partition : partitions) {
          OffsetAndTimestamp found = all.get(partition);
          offsets.put(partition, found == null ? at(end, partition) : found.offset());
        }
      }
    }
    return offsets;
  }

  static long at(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return Objects.requireNonNull(
        offsets.get(partition), "Kafka did not tell an offset it was asked for");
  }

  /// 0 if the offset was committed by something else, so that nothing is taken for old.
  private static int partitions(OffsetAndMetadata committed) {
    String text = committed.metadata();
    return text.matches(MARK + "\\d{1,9}") ? Integer.parseInt(text.substring(MARK.length())) : 0;
  }
}
