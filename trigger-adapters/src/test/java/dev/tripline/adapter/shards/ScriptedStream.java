package dev.tripline.adapter.shards;

import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A stream whose server says what a test wants. Tokens are places in a shard's list of records.
final class ScriptedStream implements ShardedStream {
  static final LeaseTiming QUICK =
      new LeaseTiming(
          Duration.ofSeconds(6),
          Duration.ofSeconds(1),
          Duration.ofMillis(60),
          Duration.ofMillis(200));
  private static final Instant ARRIVED = Instant.parse("2026-11-23T12:00:00Z");

  private final Map<String, KnownShard> shards = new LinkedHashMap<>();
  private final Map<String, List<StreamRecord>> records = new HashMap<>();
  private final Map<String, Queue<Answer>> said = new HashMap<>();
  private final Map<String, Integer> removed = new HashMap<>();
  private final List<String> opened = new ArrayList<>();
  private final Map<String, Position> confirmed = new HashMap<>();
  private final List<String> left = new ArrayList<>();
  private int sequence = 100;
  private boolean silent;
  private boolean asked;

  synchronized ScriptedStream shard(String id, String... parents) {
    shards.put(id, new KnownShard(id, Set.of(parents), true));
    records.putIfAbsent(id, new ArrayList<>());
    for (String parent : parents) {
      shards.computeIfPresent(parent, (_, old) -> new KnownShard(parent, old.parents(), false));
    }
    return this;
  }

  synchronized void put(String shardId, int count) {
    for (int i = 0; i < count; i++) {
      String id = Integer.toString(sequence++);
      list(shardId).add(new StreamRecord(id, "key", ARRIVED.plusSeconds(i), 1, id));
    }
  }

  /// @param body without characters that JSON escapes
  synchronized void put(String shardId, String key, String body) {
    String id = Integer.toString(sequence++);
    list(shardId).add(new StreamRecord(id, key, ARRIVED, body.length() + 11L, body));
  }

  /// The next answers when the shard is read.
  synchronized void say(String shardId, Answer... answers) {
    said.computeIfAbsent(shardId, _ -> new ArrayDeque<>()).addAll(List.of(answers));
  }

  /// How often the answers were not asked for yet.
  synchronized boolean hasSaidAll(String shardId) {
    return said.getOrDefault(shardId, new ArrayDeque<>()).isEmpty();
  }

  /// The oldest records of a shard are removed; places of open iterators stay.
  synchronized void trim(String shardId, int count) {
    removed.merge(shardId, count, Integer::sum);
  }

  /// From where the shards were opened, in order.
  synchronized List<String> opened() {
    return List.copyOf(opened);
  }

  @Override
  public synchronized void committed(String shardId, Position position) {
    confirmed.put(shardId, position);
  }

  /// The last position that was told to be committed.
  synchronized @Nullable Position confirmed(String shardId) {
    return confirmed.get(shardId);
  }

  @Override
  public synchronized void left(String shardId) {
    left.add(shardId);
  }

  /// The shards that were left, in order.
  synchronized List<String> left() {
    return List.copyOf(left);
  }

  @Override
  public synchronized List<KnownShard> shards() throws InterruptedException {
    while (silent) {
      asked = true;
      wait();
    }
    return List.copyOf(shards.values());
  }

  /// From now on nobody is told which shards there are.
  synchronized void keepShardsBack() {
    silent = true;
  }

  /// Whether somebody waits to be told.
  synchronized boolean isAsked() {
    return asked;
  }

  @Override
  public synchronized Position newest(String shardId) {
    return new Position.Since(ARRIVED, Integer.toString(list(shardId).size()));
  }

  @Override
  public synchronized Answer open(String shardId, Position from) {
    opened.add(shardId + " " + from.inWords());
    return switch (from) {
      case Position.Beginning _ -> new Answer.Iterator("0");
      case Position.Since(Instant _, String iterator) when iterator != null ->
          new Answer.Iterator(iterator);
      case Position.Since since -> new Answer.Iterator(Integer.toString(since(shardId, since)));
      case Position.After after -> new Answer.Iterator(Integer.toString(after(shardId, after)));
    };
  }

  private int since(String shardId, Position.Since since) {
    List<StreamRecord> all = list(shardId);
    int place = 0;
    while (place < all.size() && all.get(place).arrivedAt().isBefore(since.time())) {
      place++;
    }
    return place;
  }

  private int after(String shardId, Position.After after) {
    List<StreamRecord> all = list(shardId);
    int place = 0;
    while (!all.get(place).id().equals(after.sequenceNumber())) {
      place++;
    }
    return place + 1;
  }

  @Override
  public synchronized Answer read(String shardId, String iterator) {
    Answer told = said.getOrDefault(shardId, new ArrayDeque<>()).poll();
    if (told != null) {
      return told;
    }
    List<StreamRecord> all = list(shardId);
    int from = Math.max(removed.getOrDefault(shardId, 0), Integer.parseInt(iterator));
    int to = Math.min(all.size(), from + 3);
    boolean end = to == all.size() && shards.values().stream().noneMatch(s -> open(s, shardId));
    return new Answer.Page(
        List.copyOf(all.subList(from, to)), end ? null : Integer.toString(to), null);
  }

  private static boolean open(KnownShard shard, String id) {
    return shard.id().equals(id) && shard.open();
  }

  private List<StreamRecord> list(String shardId) {
    return records.computeIfAbsent(shardId, _ -> new ArrayList<>());
  }

  @Override
  public Pace pace() {
    return new Pace(Duration.ofMillis(5), Duration.ofMillis(1));
  }
}
