package dev.tripline.delivery.parking;

import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.spi.parking.ParkedKeys;
import dev.tripline.spi.parking.ParkedKeys.Added;
import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import dev.tripline.spi.parking.ParkedRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The parked keys of one trigger, as this node knows them. Safe for many threads.
///
/// Its memory may name a key that is not parked any more: the store says so when a record is to wait
/// behind it. It never lacks a key that this node's shards need: a key is parked by the reader of its
/// shard, which asks the store before it begins to read ([#refresh]).
public final class KeyParking {
  private final String triggerId;
  private final ParkedKeys store;
  private final ParkedKeys.Limit limit;
  private final TriggerLedger ledger;
  private volatile Set<String> parked = Set.of();
  private volatile boolean drainWanted;

  KeyParking(String triggerId, ParkedKeys store, ParkedKeys.Limit limit, TriggerLedger ledger) {
    this.triggerId = triggerId;
    this.store = store;
    this.limit = limit;
    this.ledger = ledger;
  }

  /// Whether no key is parked at all. Costs next to nothing.
  public boolean isEmpty() {
    return parked.isEmpty();
  }

  /// Whether records of the key must wait: then [#append] says for certain.
  public boolean isParked(@Nullable String key) {
    return key != null && parked.contains(key);
  }

  /// The trigger's.
  TriggerLedger ledger() {
    return ledger;
  }

  /// Whether a drain was asked for.
  boolean isDrainWanted() {
    return drainWanted;
  }

  /// Asks the store which keys are parked. Blocking.
  public synchronized void refresh() {
    List<ParkedKey> keys = store.list(triggerId);
    parked = keys.stream().map(ParkedKey::key).collect(Collectors.toUnmodifiableSet());
    drainWanted = keys.stream().anyMatch(ParkedKey::draining);
  }

  /// Parks the keys of records that were given up and kept as dead letters. Returns after the commit.
  ///
  /// @param records of one shard, in its order
  public synchronized void park(String reason, List<ParkedRecord> records) {
    store.park(triggerId, reason, records);
    Set<String> more = new HashSet<>(parked);
    records.forEach(record -> more.add(record.key()));
    parked = Set.copyOf(more);
  }

  /// Puts records behind their parked keys and counts them. Returns after the commit.
  ///
  /// @param records of one shard, in its order
  /// @return which keys are not parked (any more): the function gets those records. Or that too much
  ///     waits already; then nothing was done
  public Added append(List<ParkedRecord> records) {
    Added added = store.append(triggerId, records, limit);
    if (added instanceof Added.Done(Set<String> notParked, int fresh, int known)) {
      ledger.count(Entry.PARKED, fresh);
      ledger.count(Entry.DEDUPLICATED, known);
      if (!notParked.isEmpty()) {
        refresh();
      }
    }
    return added;
  }
}
