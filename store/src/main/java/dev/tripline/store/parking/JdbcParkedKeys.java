package dev.tripline.store.parking;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.parking.ParkedKeys;
import dev.tripline.spi.parking.ParkedMark;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.ShardReading;
import dev.tripline.spi.parking.UnreadableRecordException;
import dev.tripline.store.audit.AuditRows;
import dev.tripline.store.cipher.UnreadableValueException;
import dev.tripline.store.deadletter.DeadLetterRows;
import dev.tripline.store.engine.Database;
import dev.tripline.store.lease.Claims;
import dev.tripline.store.settlement.Settled;
import dev.tripline.store.settlement.Settlements;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Parked keys on either engine. Whoever changes what waits behind a key locks the key's row first.
public final class JdbcParkedKeys implements ParkedKeys {
  /// The row is locked in any case. Tokens never fall, also when a key is parked anew.
  private static final String PARK =
      """
      INSERT INTO parked_key (trigger_id, key, shard_id, parked_at, reason, dead_letter_id, token)
      VALUES (:trigger, :key, :shard, NOW, :reason, :letter, NOW)
      ON CONFLICT (trigger_id, key) DO UPDATE SET records = parked_key.records
      """;

  /// Locks the row: an update that changes nothing does so on either engine.
  static final String LOCK = "UPDATE parked_key SET records = records" + ParkedRows.OF_KEY;

  private static final String ADD =
      """
      INSERT INTO parked_record
        (trigger_id, key, shard_id, record_id, arrived_at, dead_letter_id, trace, payload)
      VALUES (:trigger, :key, :shard, :record, :arrived, :letter, :trace, :payload)
      ON CONFLICT (trigger_id, key, shard_id, record_id) DO NOTHING
      """;

  private final Database database;
  private final Claims claims;
  private final Settlements settlements;

  public JdbcParkedKeys(Database database, Claims claims, Settlements settlements) {
    this.database = database;
    this.claims = claims;
    this.settlements = settlements;
  }

  @Override
  public List<ParkedKey> list(String triggerId) {
    return database
        .reader()
        .sql("SELECT * FROM parked_key WHERE trigger_id = :trigger ORDER BY parked_at")
        .param("trigger", triggerId)
        .query(ParkedRows.keys(database.cipher()))
        .list();
  }

  @Override
  public boolean park(ShardReading reading, String reason, List<ParkedRecord> records) {
    return database.write(sql -> {
      if (!MarkRows.holds(sql, reading)) {
        return false;
      }
      String trigger = reading.triggerId();
      for (ParkedRecord record : records) {
        sql.sql(PARK.replace("NOW", database.now()))
            .params(ParkedRows.params(trigger, record.key()))
            .param("shard", record.shardId())
            .param(
                "reason", database.cipher().seal(ParkedRows.REASON, reason, trigger, record.key()))
            .param("letter", record.deadLetterId())
            .update();
        add(sql, reading, record);
        ParkedRows.unparkIfEmpty(sql, trigger, record.key());
      }
      return true;
    });
  }

  @Override
  public Added append(ShardReading reading, List<ParkedRecord> records, Limit limit) {
    String triggerId = reading.triggerId();
    return database.write(sql -> {
      if (!MarkRows.holds(sql, reading)) {
        return new Added.Refused();
      }
      Set<String> keys = new TreeSet<>(records.stream().map(ParkedRecord::key).toList());
      Set<String> notParked = new HashSet<>();
      for (String key : keys) {
        if (sql.sql(LOCK).params(ParkedRows.params(triggerId, key)).update() == 0) {
          notParked.add(key);
        }
      }
      Added.@Nullable Full full = full(sql, triggerId, limit);
      if (full != null && notParked.size() < keys.size()) {
        return full;
      }
      int added = 0;
      int known = 0;
      for (ParkedRecord record : records) {
        if (!notParked.contains(record.key())) {
          boolean isNew = add(sql, reading, record);
          added += isNew ? 1 : 0;
          known += isNew ? 0 : 1;
        }
      }
      settlements.add(sql, triggerId, Settled.PARKED, added);
      settlements.add(sql, triggerId, Settled.KNOWN, known);
      return new Added.Done(notParked, added, known);
    });
  }

  private static Added.@Nullable Full full(JdbcClient sql, String triggerId, Limit limit) {
    Added.Full waiting =
        sql.sql(
                """
                SELECT coalesce(sum(records), 0) AS records, coalesce(sum(bytes), 0) AS bytes
                FROM parked_key WHERE trigger_id = :trigger
                """)
            .param("trigger", triggerId)
            .query((row, _) -> new Added.Full(row.getLong("records"), row.getLong("bytes")))
            .single();
    boolean over = waiting.records() >= limit.records() || waiting.bytes() >= limit.bytes();
    return over ? waiting : null;
  }

  private boolean add(JdbcClient sql, ShardReading reading, ParkedRecord record) {
    ParkedMark mark = MarkRows.find(sql, reading, record.key());
    if (mark != null && ParkedMark.position(record.recordId()).compareTo(mark.position()) <= 0) {
      return false;
    }
    MarkRows.raise(sql, reading, record, mark, database.now());
    Map<String, Object> key = ParkedRows.params(reading.triggerId(), record.key());
    String[] bound =
        ParkedRows.bound(reading.triggerId(), record.key(), record.shardId(), record.recordId());
    byte[] payload = database.cipher().seal(ParkedRows.PAYLOAD, record.payload(), bound);
    int added =
        sql.sql(ADD)
            .params(key)
            .param("shard", record.shardId())
            .param("record", record.recordId())
            .param("arrived", record.arrivedAt().toEpochMilli())
            .param("letter", record.deadLetterId())
            .param("trace", record.trace())
            .param("payload", payload)
            .update();
    if (added == 1) {
      sql.sql(
              "UPDATE parked_key SET records = records + 1, bytes = bytes + :size"
                  + ParkedRows.OF_KEY)
          .params(key)
          .param("size", record.payload().length)
          .update();
    }
    return added == 1;
  }

  @Override
  public List<ParkedRecord> page(String triggerId, String key, long after, int max) {
    try {
      return page(database.reader(), triggerId, key, after, max);
    } catch (UnreadableValueException e) {
      throw new UnreadableRecordException(e.reason(), e);
    }
  }

  private List<ParkedRecord> page(
      JdbcClient sql, String triggerId, String key, long after, int max) {
    return sql.sql(
            "SELECT * FROM parked_record"
                + ParkedRows.OF_KEY
                + "AND sequence > :after ORDER BY sequence LIMIT :max")
        .params(ParkedRows.params(triggerId, key))
        .param("after", after)
        .param("max", max)
        .query(ParkedRows.records(database.cipher()))
        .list();
  }

  @Override
  public boolean redrive(String triggerId, String key, Actor actor) {
    return database.write(sql -> {
      int parked =
          sql.sql("UPDATE parked_key SET draining = 1, last_error = NULL" + ParkedRows.OF_KEY)
              .params(ParkedRows.params(triggerId, key))
              .update();
      if (parked == 1) {
        Map<String, String> details = Map.of("key", key);
        Target target = Target.parkedKey(triggerId, key);
        record(sql, new AuditEntry(actor, AuditEntry.REDRIVE_PARKED_KEY, target, null, details));
      }
      return parked == 1;
    });
  }

  @Override
  public @Nullable ParkedRecord discardHead(
      String triggerId, String key, Actor actor, String reason, boolean unreadable) {
    return database.write(sql -> {
      int idle =
          sql.sql(LOCK + "AND (owner IS NULL OR " + claims.isVoid() + ")")
              .params(ParkedRows.params(triggerId, key))
              .param("epoch", claims.epoch().getAsLong())
              .update();
      List<ParkedRecord> head = idle == 1 ? head(sql, triggerId, key, unreadable) : List.of();
      if (head.isEmpty()) {
        return null;
      }
      ParkedRecord first = head.getFirst();
      ParkedRows.remove(sql, triggerId, first);
      settlements.add(sql, triggerId, Settled.DISCARDED, first.deadLetterId() == null ? 1 : 0);
      record(sql, discarded(triggerId, first, actor, reason));
      if (first.deadLetterId() != null) {
        DeadLetterRows.remove(sql, database.cipher(), List.of(first.deadLetterId()))
            .forEach(
                letter -> record(sql, letter.entry(actor, AuditEntry.DISCARD_DEAD_LETTER, reason)));
      }
      ParkedRows.unparkIfEmpty(sql, triggerId, key);
      return first;
    });
  }

  /// @param unreadable whether one is answered without its payload if that cannot be decrypted
  private List<ParkedRecord> head(
      JdbcClient sql, String triggerId, String key, boolean unreadable) {
    try {
      return page(sql, triggerId, key, 0, 1);
    } catch (UnreadableValueException e) {
      if (!unreadable) {
        throw new UnreadableRecordException(e.reason(), e);
      }
      return sql.sql(
              "SELECT * FROM parked_record" + ParkedRows.OF_KEY + "ORDER BY sequence LIMIT 1")
          .params(ParkedRows.params(triggerId, key))
          .query(ParkedRows.recordsWithoutPayload())
          .list();
    }
  }

  private static AuditEntry discarded(
      String triggerId, ParkedRecord record, Actor actor, String reason) {
    Map<String, String> details = new HashMap<>();
    details.put("key", record.key());
    details.put("shard", record.shardId());
    details.put("record", record.recordId());
    if (record.deadLetterId() != null) {
      details.put("deadLetter", record.deadLetterId());
    }
    if (record.payload().length == 0) {
      details.put("payload", "none, or none that could be decrypted");
    }
    Target target = Target.parkedKey(triggerId, record.key());
    return new AuditEntry(actor, AuditEntry.DISCARD_PARKED_RECORD, target, reason, details);
  }

  private void record(JdbcClient sql, AuditEntry entry) {
    AuditRows.insert(sql, database.now(), entry);
  }

  @Override
  public void clear(String triggerId) {
    database.write(sql -> {
      sql.sql("DELETE FROM parked_record WHERE trigger_id = :trigger")
          .param("trigger", triggerId)
          .update();
      for (String table : List.of("parked_key", "parked_mark", "parked_reader")) {
        sql.sql("DELETE FROM " + table + " WHERE trigger_id = :trigger")
            .param("trigger", triggerId)
            .update();
      }
      return true;
    });
  }
}
