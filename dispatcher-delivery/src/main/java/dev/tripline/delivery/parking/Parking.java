package dev.tripline.delivery.parking;

import dev.tripline.delivery.ledger.Counts;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.retry.OrderKey;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.parking.ParkedKeyDrains;
import dev.tripline.spi.parking.ParkedKeys;
import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.ParkedShards;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parked keys of all triggers. Blocking; safe for many threads.
public final class Parking {
  private static final Logger log = LoggerFactory.getLogger(Parking.class);
  private static final int PAGE = 100;

  private final Services services;
  private final ParkingSettings settings;

  public Parking(Services services, ParkingSettings settings) {
    this.services = services;
    this.settings = settings;
  }

  /// The services that key parking needs.
  public record Services(
      ParkedKeys keys,
      ParkedKeyDrains drains,
      ParkedShards shards,
      DeadLetterStore deadLetters,
      InstantSource clock) {}

  /// The parked keys of a trigger, for the delivery that reads its stream.
  public KeyParking of(String triggerId, TriggerLedger ledger) {
    return new KeyParking(triggerId, services, settings.limit(), ledger);
  }

  /// Begins to drain what is asked for, until it is closed.
  public KeyDrain drain(KeyDrain.Trigger trigger, KeyParking parking) {
    KeyDrain drain = new KeyDrain(trigger, services, parking, settings.interval());
    drain.start();
    return drain;
  }

  /// Those that wait longest first.
  public List<ParkedKey> list(String triggerId) {
    return services.keys().list(triggerId);
  }

  /// Asks for a drain of the key. `false` if it is not parked.
  public boolean redrive(String triggerId, String key, Actor actor) {
    return services.keys().redrive(triggerId, key, actor);
  }

  /// Why a record is discarded.
  ///
  /// @param unreadable whether also if its payload cannot be decrypted
  /// @param ledger of the trigger
  public record Discard(String reason, boolean unreadable, TriggerLedger ledger) {}

  /// Discards the first record behind a key.
  ///
  /// @param why with the ledger of the trigger
  /// @return its identifier; null if the key is not parked, or is being drained right now
  /// @throws dev.tripline.spi.parking.UnreadableRecordException if its payload cannot be decrypted, unless it is
  ///     to be discarded all the same
  public @Nullable String discardHead(String triggerId, String key, Actor actor, Discard why) {
    String reason = why.reason;
    TriggerLedger ledger = why.ledger;
    ParkedRecord gone = services.keys().discardHead(triggerId, key, actor, reason, why.unreadable);
    if (gone == null) {
      return null;
    }
    log.warn(
        "Record {} of shard {}, the first behind parked key {} of trigger {}, is discarded: {}",
        gone.recordId(),
        gone.shardId(),
        key,
        triggerId,
        reason);
    if (gone.deadLetterId() == null) {
      ledger.recorded(Counts.resumed(Entry.DEAD, 1));
    }
    return gone.recordId();
  }

  /// The trigger is gone: what waits behind its parked keys becomes dead letters.
  public void forget(String triggerId, FunctionTarget function) {
    for (ParkedKey key : services.keys().list(triggerId)) {
      long after = 0;
      List<ParkedRecord> page = services.keys().page(triggerId, key.key(), after, PAGE);
      while (!page.isEmpty()) {
        List<DeadLetter> letters = new ArrayList<>();
        for (ParkedRecord record : page) {
          after = record.sequence();
          if (record.deadLetterId() == null) {
            letters.add(letter(triggerId, function, key, record));
          }
        }
        services.deadLetters().add(letters, List.of());
        page = services.keys().page(triggerId, key.key(), after, PAGE);
      }
    }
    services.keys().clear(triggerId);
  }

  private DeadLetter letter(
      String triggerId, FunctionTarget function, ParkedKey key, ParkedRecord record) {
    Instant now = services.clock().instant();
    return new DeadLetter(
        TimeOrderedId.at(now),
        UUID.randomUUID().toString(),
        function,
        triggerId,
        "TriggerDeleted",
        "its trigger was deleted while it waited behind parked key " + key.key(),
        record.payload(),
        null,
        List.of(),
        record.arrivedAt(),
        now,
        0,
        DeadLetter.Links.inOrder(
            OrderKey.of(triggerId, key.key()), Long.toString(record.sequence())));
  }
}
