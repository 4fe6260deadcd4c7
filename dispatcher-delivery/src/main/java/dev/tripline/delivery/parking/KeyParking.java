package dev.tripline.delivery.parking;

import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.spi.parking.ParkedKeys;
import dev.tripline.spi.parking.ParkedKeys.Added;
import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.ParkedShards;
import dev.tripline.spi.parking.ShardReading;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The parked keys of one trigger, as this node knows them. Safe for many threads.
///
/// Its memory may name a key that is not parked any more: the store says so when a record is to wait
/// behind it. It never lacks a key that this node's shards need: a key is parked by the reader of its
/// shard, which asks the store before it begins to read ([#open]).
public final class KeyParking {
  private final String triggerId;
  private final Parking.Services services;
  private final ParkedKeys.Limit limit;
  private final TriggerLedger ledger;
  private volatile Set<String> parked = Set.of();
  private volatile boolean drainWanted;

  KeyParking(
      String triggerId, Parking.Services services, ParkedKeys.Limit limit, TriggerLedger ledger) {
    this.triggerId = triggerId;
    this.services = services;
    this.limit = limit;
    this.ledger = ledger;
  }

  /// Begins to read a shard, and asks the store which keys are parked. No earlier reader can park keys of
  /// it any more. Blocking.
  public ShardParking open(String shardId) {
    ParkedShards shards = services.shards();
    ShardParking opened = new ShardParking(this, shards, shardId, shards.open(triggerId, shardId));
    refresh();
    return opened;
  }

  String triggerId() {
    return triggerId;
  }

  /// Whether no key is parked at all. Costs next to nothing.
  boolean isEmpty() {
    return parked.isEmpty();
  }

  /// Whether records of the key must wait: then [ShardParking#append] says for certain.
  boolean isParked(@Nullable String key) {
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
  synchronized void refresh() {
    List<ParkedKey> keys = services.keys().list(triggerId);
    parked = keys.stream().map(ParkedKey::key).collect(Collectors.toUnmodifiableSet());
    drainWanted = keys.stream().anyMatch(ParkedKey::draining);
  }

  /// As [ParkedKeys#park].
  synchronized boolean park(ShardReading reading, String reason, List<ParkedRecord> records) {
    if (!services.keys().park(reading, reason, records)) {
      return false;
    }
    Set<String> more = new HashSet<>(parked);
    records.forEach(record -> more.add(record.key()));
    parked = Set.copyOf(more);
    return true;
  }

  /// As [ParkedKeys#append].
  Added append(ShardReading reading, List<ParkedRecord> records) {
    return services.keys().append(reading, records, limit);
  }
}
