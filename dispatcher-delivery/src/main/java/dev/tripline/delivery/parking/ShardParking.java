package dev.tripline.delivery.parking;

import dev.tripline.delivery.ledger.Counts;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.spi.parking.ParkedKeys.Added;
import dev.tripline.spi.parking.ParkedMark;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.ParkedShards;
import dev.tripline.spi.parking.ShardReading;
import dev.tripline.spi.source.StreamRecord;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parked keys for one reader of one shard: the way records get behind a key, and how those are known
/// that were behind one before and are read again. Safe for many threads; [#begin] comes before everything
/// else.
public final class ShardParking {
  private static final Logger log = LoggerFactory.getLogger(ShardParking.class);

  private final KeyParking keys;
  private final ParkedShards shards;
  private final String shardId;
  private final long token;
  private volatile Map<String, ParkedMark> marks;
  private volatile @Nullable ShardReading reading;
  private volatile boolean used;

  ShardParking(KeyParking keys, ParkedShards shards, String shardId, ParkedShards.Opened opened) {
    this.keys = keys;
    this.shards = shards;
    this.shardId = shardId;
    this.token = opened.token();
    this.marks =
        opened.marks().stream()
            .collect(Collectors.toUnmodifiableMap(ParkedMark::key, Function.identity()));
  }

  /// Whether no key is parked at all. Costs next to nothing.
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /// Whether records of the key must wait: then [#append] says for certain.
  public boolean isParked(@Nullable String key) {
    return keys.isParked(key);
  }

  /// The first record that is read; before a lane gets it. May block.
  public void begin(StreamRecord first) {
    var begun = new ShardReading(keys.triggerId(), shardId, token, first.id());
    if (!marks.isEmpty()) {
      shards.begin(begun);
      BigInteger from = ParkedMark.position(first.id());
      marks =
          marks.values().stream()
              .filter(mark -> !mark.isVoid(from))
              .collect(Collectors.toUnmodifiableMap(ParkedMark::key, Function.identity()));
      used = true;
    }
    reading = begun;
  }

  /// Whether the record was settled by an earlier reader, which put it, or one of its key after it, behind
  /// its key, and did not live to commit that. The function does not get it again.
  public boolean isSettled(StreamRecord record) {
    Map<String, ParkedMark> known = marks;
    if (known.isEmpty() || record.key() == null) {
      return false;
    }
    ParkedMark mark = known.get(record.key());
    return mark != null && mark.covers(record);
  }

  /// Parks the keys of records that were given up and kept as dead letters. Returns after the commit.
  ///
  /// @param records in the shard's order
  /// @return `false` if another reader has opened the shard since: nothing was done
  public boolean park(String reason, List<ParkedRecord> records) {
    used = true;
    return keys.park(reading(), reason, records);
  }

  /// Puts records behind their parked keys and counts them. Returns after the commit.
  ///
  /// @param records in the shard's order
  /// @return which keys are not parked (any more): the function gets those records. Or that nothing was
  ///     done: too much waits already, or another reader has opened the shard since
  public Added append(List<ParkedRecord> records) {
    used = true;
    Added added = keys.append(reading(), records);
    if (added instanceof Added.Done(Set<String> notParked, int fresh, int known)) {
      keys.ledger().recorded(Counts.settled(Entry.PARKED, fresh));
      keys.ledger().recorded(Counts.settled(Entry.DEDUPLICATED, known));
      if (!notParked.isEmpty()) {
        keys.refresh();
      }
    }
    return added;
  }

  private ShardReading reading() {
    ShardReading begun = reading;
    if (begun == null) {
      throw new IllegalStateException("records of shard " + shardId + " before it was begun");
    }
    return begun;
  }

  /// The shard is left; everything up to `last` is committed. Forgets what is not needed any more; where
  /// that fails, the next reader of the shard does.
  ///
  /// @param last null if nothing was committed
  /// @param finished whether the shard was read to its end
  public void leave(@Nullable StreamRecord last, boolean finished) {
    ShardReading begun = reading;
    try {
      if (finished) {
        shards.forget(keys.triggerId(), shardId);
      } else if (used && begun != null && last != null) {
        shards.passed(begun, last.id());
      }
    } catch (RuntimeException e) {
      log.warn("The marks of shard {} stay until it is read again", shardId, e);
    }
  }
}
