package dev.tripline.testkit.source;

import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.source.StreamSource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A stream in memory, with everything that happens to streams: shards split and merge, are handed over
/// and lost, records are trimmed, and several sources share the shards. Passes the
/// [StreamSourceContract]. Safe for many threads.
public final class MemoryStream {
  private static final int SLOTS = 1_024;

  final ReentrantLock lock = new ReentrantLock();
  final Condition changed = lock.newCondition();
  private final InstantSource clock;
  private final Map<String, MemoryShardState> shards = new HashMap<>();
  private final List<MemoryStreamSource> readers = new ArrayList<>();
  private int nextShard;

  public MemoryStream(int shardCount, InstantSource clock) {
    this.clock = clock;
    for (int i = 0; i < shardCount; i++) {
      addShard(SLOTS * i / shardCount, SLOTS * (i + 1) / shardCount, List.of());
    }
  }

  /// A new source, as one more node would have it.
  public StreamSource open() {
    return new MemoryStreamSource(this);
  }

  public void publish(@Nullable String key, String body) {
    publish(key, body, body.length());
  }

  /// @param size that the record claims
  public void publish(@Nullable String key, String body, long size) {
    locked(() -> {
      int slot = Math.floorMod(String.valueOf(key).hashCode() * 31, SLOTS);
      MemoryShardState shard =
          shards.values().stream()
              .filter(candidate -> candidate.takes(slot))
              .findFirst()
              .orElseThrow();
      Instant now = clock.instant();
      shard.records.add(
          new StreamRecord(String.valueOf(shard.records.size()), key, now, size, body));
    });
  }

  /// The shard is closed, and two others take its keys.
  public void split(String id) {
    locked(() -> {
      MemoryShardState parent = shard(id);
      parent.closed = true;
      int middle = (parent.from + parent.to) / 2;
      addShard(parent.from, middle, List.of(id));
      addShard(middle, parent.to, List.of(id));
    });
  }

  /// Both shards are closed, and one takes their keys.
  public void merge(String left, String right) {
    locked(() -> {
      MemoryShardState first = shard(left);
      MemoryShardState second = shard(right);
      if (first.to != second.from) {
        throw new IllegalArgumentException(left + " and " + right + " are no neighbours");
      }
      first.closed = true;
      second.closed = true;
      addShard(first.from, second.to, List.of(left, right));
    });
  }

  /// Nothing more comes.
  public void close(String id) {
    locked(() -> shard(id).closed = true);
  }

  /// The shard's records up to now are removed, read or not.
  public void trim(String id) {
    locked(() -> shard(id).oldest = shard(id).records.size());
  }

  /// The shard is taken from its reader, which may finish first; anybody may have it then.
  public void revoke(String id) {
    locked(() -> shard(id).revoked = true);
  }

  /// The shard is taken from its reader, which must not commit any more.
  public void lose(String id) {
    locked(() -> shard(id).epoch++);
  }

  /// Commits of the shard are not acknowledged from now on, or they are again, those that were made
  /// meanwhile with them.
  public void acknowledge(String id, boolean answers) {
    locked(() -> {
      shard(id).acknowledged();
      shard(id).silent = !answers;
    });
  }

  /// Open and closed shards in the order in which they came to be.
  public List<String> shardIds() {
    lock.lock();
    try {
      return shards.keySet().stream().sorted().toList();
    } finally {
      lock.unlock();
    }
  }

  /// The number of the shard's committed records, counted from its first.
  public long committed(String id) {
    lock.lock();
    try {
      return shard(id).committed;
    } finally {
      lock.unlock();
    }
  }

  public boolean isFinished(String id) {
    lock.lock();
    try {
      return shard(id).finished;
    } finally {
      lock.unlock();
    }
  }

  void join(MemoryStreamSource reader) {
    locked(() -> readers.add(reader));
  }

  void leave(MemoryStreamSource reader) {
    locked(() -> readers.remove(reader));
  }

  /// A shard that the reader may have now; its fair share at most. Takes from those that have more.
  @Nullable MemoryShardState claim(MemoryStreamSource reader) {
    List<MemoryShardState> live =
        shards.values().stream()
            .filter(shard -> !shard.finished && parentsFinished(shard))
            .toList();
    int share = Math.ceilDiv(live.size(), Math.max(1, readers.size()));
    long own = live.stream().filter(shard -> shard.owner == reader).count();
    if (own > share) {
      live.stream()
          .filter(shard -> shard.owner == reader && !shard.revoked)
          .skip(share)
          .forEach(shard -> shard.revoked = true);
      changed.signalAll();
      return null;
    }
    return own == share
        ? null
        : live.stream().filter(shard -> shard.owner == null).findFirst().orElse(null);
  }

  private boolean parentsFinished(MemoryShardState shard) {
    return shard.parents.stream().allMatch(parent -> shard(parent).finished);
  }

  private void addShard(int from, int to, List<String> parents) {
    String id = "shard-%03d".formatted(nextShard++);
    shards.put(id, new MemoryShardState(id, from, to, parents));
  }

  private MemoryShardState shard(String id) {
    MemoryShardState shard = shards.get(id);
    if (shard == null) {
      throw new IllegalArgumentException("no shard " + id);
    }
    return shard;
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
