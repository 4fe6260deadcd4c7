package dev.tripline.adapter.kafka;

import dev.tripline.spi.source.SourceUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits the offsets that shards have finished; on the polling thread only.
///
/// One commit is under way at a time and the next one takes all that was finished meanwhile, so that
/// commits never overtake one another. Offsets come from live shards only: a commit that failed is
/// not repeated but made anew, and not at all for a shard that is gone.
final class OffsetCommits {
  private static final Logger log = LoggerFactory.getLogger(OffsetCommits.class);
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final long INTERVAL = Duration.ofMillis(100).toNanos();

  private final Consumer<?, ?> client;
  private final StartOffsets startOffsets;
  private final Runnable fenced;
  private boolean underWay;
  private long lastAt = System.nanoTime() - INTERVAL;
  private @Nullable RuntimeException refusal;

  /// @param fenced called when the group has gone on without this node
  OffsetCommits(Consumer<?, ?> client, StartOffsets startOffsets, Runnable fenced) {
    this.client = client;
    this.startOffsets = startOffsets;
    this.fenced = fenced;
  }

  /// Sends what is finished, if the last commit is long enough ago. Does not wait.
  ///
  /// @throws SourceUnavailableException if the cluster does not let us commit
  void send(Collection<KafkaShard> shards) {
    if (refusal != null) {
      throw new SourceUnavailableException(
          "offsets cannot be committed: " + refusal.getMessage(), refusal);
    }
    if (underWay || System.nanoTime() - lastAt < INTERVAL) {
      return;
    }
    Map<KafkaShard, OffsetAndMetadata> offsets = uncommitted(shards);
    if (offsets.isEmpty()) {
      return;
    }
    underWay = true;
    lastAt = System.nanoTime();
    client.commitAsync(
        byPartition(offsets),
        (_, failure) -> {
          underWay = false;
          if (failure == null) {
            offsets.forEach((shard, position) -> shard.committed(position.offset()));
          } else {
            failed(failure);
          }
        });
  }

  /// Commits what is finished and waits for it. What cannot be committed is logged: it comes again.
  void flush(Collection<KafkaShard> shards) {
    Map<KafkaShard, OffsetAndMetadata> offsets = uncommitted(shards);
    if (offsets.isEmpty()) {
      return;
    }
    try {
      client.commitSync(byPartition(offsets), WAIT);
      offsets.forEach((shard, position) -> shard.committed(position.offset()));
    } catch (KafkaException e) {
      failed(e);
    }
  }

  private Map<KafkaShard, OffsetAndMetadata> uncommitted(Collection<KafkaShard> shards) {
    Map<KafkaShard, OffsetAndMetadata> offsets = new LinkedHashMap<>();
    for (KafkaShard shard : shards) {
      OffsetAndMetadata position = shard.uncommitted();
      if (position != null) {
        offsets.put(
            shard,
            new OffsetAndMetadata(
                position.offset(), position.leaderEpoch(), startOffsets.metadata()));
      }
    }
    return offsets;
  }

  private static Map<TopicPartition, OffsetAndMetadata> byPartition(
      Map<KafkaShard, OffsetAndMetadata> offsets) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    offsets.forEach((shard, position) -> positions.put(shard.partition(), position));
    return positions;
  }

  private void failed(Exception failure) {
    switch (failure) {
      case CommitFailedException _, FencedInstanceIdException _ -> {
        log.warn(
            "A commit was refused: the group has gone on without this node. What it has open is"
                + " given up and comes again where its partitions are now");
        fenced.run();
      }
      case RebalanceInProgressException _, RetriableCommitFailedException _, RetriableException _ ->
          log.debug("Offsets are committed later", failure);
      case RuntimeException e -> {
        log.warn("Offsets cannot be committed: {}", e.getMessage());
        refusal = e;
      }
      default -> log.warn("Offsets cannot be committed; tried again", failure);
    }
  }
}
