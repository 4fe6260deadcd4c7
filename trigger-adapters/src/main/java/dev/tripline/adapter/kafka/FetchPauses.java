package dev.tripline.adapter.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Pauses the fetching of partitions whose shards are full, and resumes it. On the polling thread.
final class FetchPauses {
  private static final long FOR_ROOM = Duration.ofMillis(40).toNanos();

  private final Consumer<?, ?> client;
  private List<TopicPartition> setAside = List.of();

  FetchPauses(Consumer<?, ?> client) {
    this.client = client;
  }

  /// Blocks for a moment where that keeps the broker from holding a fetch (ADR 0090).
  ///
  /// @return whether some are paused now
  boolean update(List<KafkaShard> shards) throws InterruptedException {
    client.resume(setAside.stream().filter(client.assignment()::contains).toList());
    setAside = List.of();
    Set<TopicPartition> paused = client.paused();
    List<KafkaShard> full = new ArrayList<>();
    List<KafkaShard> open = new ArrayList<>();
    List<TopicPartition> roomy = new ArrayList<>();
    int left = 0;
    for (KafkaShard shard : shards) {
      if (paused.contains(shard.partition())) {
        if (shard.roomy()) {
          roomy.add(shard.partition());
        } else {
          left++;
        }
      } else if (shard.full()) {
        full.add(shard);
      } else {
        open.add(shard);
      }
    }
    if (!full.isEmpty() && wouldHold(open)) {
      awaitRoom(full);
      if (full.stream().anyMatch(KafkaShard::isHeld)) {
        // The commit that it waits for needs a poll, and the poll must not begin to fetch.
        setAside = partitions(shards);
        client.pause(setAside);
        return true;
      }
    }
    client.pause(partitions(full));
    client.resume(roomy);
    return left + full.size() > 0;
  }

  private static List<TopicPartition> partitions(Collection<KafkaShard> shards) {
    return shards.stream().map(KafkaShard::partition).toList();
  }

  /// Whether the broker would hold a fetch for these alone, because there is nothing to fetch. One fetch
  /// is under way at a time, so that what is resumed meanwhile would wait for its end.
  private boolean wouldHold(List<KafkaShard> open) {
    return !open.isEmpty()
        && open.stream().allMatch(shard -> client.currentLag(shard.partition()).orElse(1) == 0);
  }

  /// Gives full ones a moment, and drops from the list what has room then.
  private static void awaitRoom(List<KafkaShard> full) throws InterruptedException {
    long end = System.nanoTime() + FOR_ROOM;
    for (Iterator<KafkaShard> each = full.iterator(); each.hasNext(); ) {
      if (each.next().awaitRoom(end - System.nanoTime())) {
        each.remove();
      }
    }
  }
}
