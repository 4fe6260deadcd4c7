package dev.tripline.delivery.stream;

import dev.tripline.delivery.parking.ShardParking;
import dev.tripline.delivery.stream.collect.Part;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.parking.ParkedKeys.Added;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leads records of parked keys past the function, into the store, where they wait. Used by the lanes of
/// a shard; a key belongs to one of them, so its records keep their order.
final class ParkedPath {
  private static final Logger log = LoggerFactory.getLogger(ParkedPath.class);
  private static final Duration FULL_PAUSE = Duration.ofSeconds(2);

  private final ShardContext context;
  private final ShardParking parking;

  ParkedPath(ShardContext context, ShardParking parking) {
    this.context = context;
    this.parking = parking;
  }

  /// Takes records of parked keys out of the part, and returns after the commit that keeps them. While
  /// too much waits already it blocks, and with it the shard.
  ///
  /// @return whether it took any
  boolean divert(Part part) throws InterruptedException {
    if (parking.isEmpty()) {
      return false;
    }
    List<ParkedRecord> waiting = new ArrayList<>();
    for (StreamRecord record : part.records()) {
      if (parking.isParked(record.key())) {
        waiting.add(parked(record, null));
      }
    }
    if (waiting.isEmpty()) {
      return false;
    }
    Set<String> notParked = append(waiting);
    if (notParked == null) {
      return false;
    }
    Set<String> taken = new HashSet<>();
    waiting.forEach(record -> taken.add(record.key()));
    taken.removeAll(notParked);
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < part.size(); i++) {
      String key = part.records().get(i).key();
      if (key != null && taken.contains(key)) {
        indexes.add(i);
      }
    }
    if (!indexes.isEmpty()) {
      part.drop(indexes);
    }
    return !indexes.isEmpty();
  }

  /// The keys that are not parked any more; null if the shard is left before there was room.
  private @Nullable Set<String> append(List<ParkedRecord> records) throws InterruptedException {
    while (!context.right().isLost()) {
      AtomicReference<@Nullable Added> answer = new AtomicReference<>();
      context
          .writes()
          .insist(
              records.size() + " records of parked keys",
              () -> answer.set(parking.append(records)));
      switch (answer.get()) {
        case Added.Done(Set<String> notParked, _, _) -> {
          return notParked;
        }
        case Added.Full(long waiting, long bytes) -> {
          String why =
              waiting + " records with " + bytes + " bytes wait behind parked keys already";
          log.error(
              "Shard {} is read no further: {}. Redrive or discard them, or raise"
                  + " tripline.parking.max-records or max-size; looked at again in {}",
              context.shardId(),
              why,
              FULL_PAUSE);
          context.listener().waiting(context.shardId(), why, FULL_PAUSE);
          if (context.right().pause(FULL_PAUSE)) {
            context.commits().abandon();
            return null;
          }
        }
        case Added.Refused() -> throw refused();
        case null -> throw new IllegalStateException("a write that came back has an answer");
      }
    }
    return null;
  }

  /// Parks the keys of records that were given up and are dead letters now. Records without a key hold
  /// nobody up.
  void park(List<StreamRecord> givenUp, RecordLetters.Reason reason) throws InterruptedException {
    List<ParkedRecord> heads = new ArrayList<>();
    for (StreamRecord record : givenUp) {
      if (record.key() != null) {
        heads.add(parked(record, RecordLetters.idOf(context, record)));
      }
    }
    if (heads.isEmpty()) {
      return;
    }
    String why = reason.error() == null ? reason.condition() : reason.error();
    AtomicBoolean done = new AtomicBoolean();
    context
        .writes()
        .insist(
            "The parking of " + heads.size() + " keys", () -> done.set(parking.park(why, heads)));
    if (!done.get()) {
      throw refused();
    }
    log.warn(
        "Shard {} goes on without {} keys, whose records wait for a redrive from now on: {}",
        context.shardId(),
        heads.stream().map(ParkedRecord::key).distinct().count(),
        why);
  }

  private IllegalStateException refused() {
    return new IllegalStateException(
        "another reader has opened shard %s; here nothing of it is parked any more, and it is given up"
            .formatted(context.shardId()));
  }

  private ParkedRecord parked(StreamRecord record, @Nullable String deadLetterId) {
    String key = record.key();
    if (key == null) {
      throw new IllegalArgumentException("a record without a key cannot be parked");
    }
    return new ParkedRecord(
        0,
        key,
        context.shardId(),
        record.id(),
        record.arrivedAt(),
        context.payload(List.of(record)).toByteArray(),
        deadLetterId,
        Trace.of(record.trace()).stored());
  }
}
