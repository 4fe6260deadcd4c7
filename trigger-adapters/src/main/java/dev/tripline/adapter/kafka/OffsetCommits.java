package dev.tripline.adapter.kafka;

import dev.tripline.adapter.kafka.ShardProgress.Finished;
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
  private static final long INTERVAL = Duration.ofMillis(20).toNanos();
  private static final long PRESSING_INTERVAL = Duration.ofMillis(10).toNanos();

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

  /// Sends what is finished, if the last commit is long enough ago: less long where more is finished than
  /// should be. Does not wait.
  ///
  /// @throws SourceUnavailableException if the cluster does not let us commit
  void send(Collection<KafkaShard> shards) {
    if (refusal != null) {
      throw new SourceUnavailableException(
          "offsets cannot be committed: " + refusal.getMessage(), refusal);
    }
    long now = System.nanoTime();
    long interval = shards.stream().anyMatch(KafkaShard::isPressing) ? PRESSING_INTERVAL : INTERVAL;
    if (underWay || now - lastAt < interval) {
      return;
    }
    Map<KafkaShard, Finished> finished = uncommitted(shards);
    if (finished.isEmpty()) {
      return;
    }
    underWay = true;
    lastAt = now;
    client.commitAsync(
        byPartition(finished),
        (_, failure) -> {
          underWay = false;
          if (failure == null) {
            finished.forEach((shard, position) -> shard.committed(position, now));
          } else {
            failed(failure);
          }
        });
  }

  /// Commits what is finished and waits for it. What cannot be committed is logged: it comes again.
  void flush(Collection<KafkaShard> shards) {
    flush(shards, WAIT);
  }

  /// The same, with a time that it may take.
  void flush(Collection<KafkaShard> shards, Duration wait) {
    long now = System.nanoTime();
    Map<KafkaShard, Finished> finished = uncommitted(shards);
    if (finished.isEmpty()) {
      return;
    }
    try {
      client.commitSync(byPartition(finished), wait);
      finished.forEach((shard, position) -> shard.committed(position, now));
    } catch (KafkaException e) {
      failed(e);
    }
  }

  private static Map<KafkaShard, Finished> uncommitted(Collection<KafkaShard> shards) {
    Map<KafkaShard, Finished> finished = new LinkedHashMap<>();
    for (KafkaShard shard : shards) {
      Finished position = shard.uncommitted();
      if (position != null) {
        finished.put(shard, position);
      }
    }
    return finished;
  }

  private Map<TopicPartition, OffsetAndMetadata> byPartition(Map<KafkaShard, Finished> finished) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    finished.forEach((shard, one) ->
        positions.put(
            shard.partition(),
            new OffsetAndMetadata(
                one.offset(), one.position().leaderEpoch(), startOffsets.metadata())));
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
