package dev.tripline.store.parking;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.parking.ParkedKeyDrains;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.store.audit.AuditRows;
import dev.tripline.store.deadletter.DeadLetterRows;
import dev.tripline.store.deadletter.DeadLetterRows.Gone;
import dev.tripline.store.engine.Database;
import dev.tripline.store.lease.Claims;
import dev.tripline.store.settlement.Settled;
import dev.tripline.store.settlement.Settlements;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Drains on either engine. Every change by a drain carries its claim's token.
public final class JdbcParkedKeyDrains implements ParkedKeyDrains {
  private static final String CLAIMABLE =
      "trigger_id = :trigger AND draining = 1 AND (owner IS NULL OR owner = :epoch OR VOID)";

  private static final String NEXT =
      "SELECT key FROM parked_key WHERE " + CLAIMABLE + " ORDER BY claimed_at LIMIT 1";

  private static final String CLAIM =
      "UPDATE parked_key SET owner = :epoch, token = token + 1, claimed_at = NOW WHERE key = :key"
          + " AND "
          + CLAIMABLE
          + " RETURNING token";

  private static final String OWN = ParkedRows.OF_KEY + "AND token = :token ";

  private final Database database;
  private final Claims claims;
  private final Settlements settlements;

  public JdbcParkedKeyDrains(Database database, Claims claims, Settlements settlements) {
    this.database = database;
    this.claims = claims;
    this.settlements = settlements;
  }

  @Override
  public Optional<Drain> claim(String triggerId) {
    long epoch = claims.epoch().getAsLong();
    Optional<byte[]> key =
        database
            .reader()
            .sql(NEXT.replace("VOID", claims.isVoid()))
            .param("trigger", triggerId)
            .param("epoch", epoch)
            .query((row, _) -> row.getBytes("key"))
            .optional();
    return key.flatMap(next -> claim(triggerId, next, epoch));
  }

  private Optional<Drain> claim(String triggerId, byte[] key, long epoch) {
    String claim = CLAIM.replace("VOID", claims.isVoid()).replace("NOW", database.now());
    return database.write(sql ->
        sql.sql(claim)
            .param("trigger", triggerId)
            .param("key", key)
            .param("epoch", epoch)
            .query((row, _) ->
                new Drain(triggerId, new String(key, StandardCharsets.UTF_8), row.getLong("token")))
            .optional());
  }

  @Override
  public boolean holds(Drain drain) {
    return database
        .reader()
        .sql("SELECT count(*) FROM parked_key" + OWN)
        .params(ParkedRows.params(drain.triggerId(), drain.key()))
        .param("token", drain.token())
        .query((row, _) -> row.getInt(1) == 1)
        .single();
  }

  @Override
  public Set<String> present(List<String> deadLetterIds) {
    Set<String> present = new HashSet<>();
    if (!deadLetterIds.isEmpty()) {
      database
          .reader()
          .sql("SELECT id FROM dead_letter WHERE id IN (:ids)")
          .param("ids", deadLetterIds)
          .query(row -> {
            present.add(row.getString("id"));
          });
    }
    return present;
  }

  @Override
  public Progress drained(Drain drain, List<ParkedRecord> records) {
    return database.write(sql -> {
      Map<String, Object> key = ParkedRows.params(drain.triggerId(), drain.key());
      int own =
          sql.sql("UPDATE parked_key SET records = records" + OWN)
              .params(key)
              .param("token", drain.token())
              .update();
      if (own == 0) {
        return Progress.LOST;
      }
      records.forEach(record -> ParkedRows.remove(sql, drain.triggerId(), record));
      List<String> letters =
          records.stream().map(ParkedRecord::deadLetterId).filter(Objects::nonNull).toList();
      settlements.add(
          sql, drain.triggerId(), Settled.DRAINED, records.size() - (long) letters.size());
      for (Gone letter : DeadLetterRows.remove(sql, database.cipher(), letters)) {
        AuditEntry redriven =
            letter.entry(Actor.SYSTEM, AuditEntry.REDRIVE_DEAD_LETTER, "with its parked key");
        AuditRows.insert(sql, database.now(), redriven);
      }
      return ParkedRows.unparkIfEmpty(sql, drain.triggerId(), drain.key())
          ? Progress.UNPARKED
          : Progress.MORE;
    });
  }

  @Override
  public void release(Drain drain, @Nullable String error) {
    database.write(sql ->
        sql.sql(
                "UPDATE parked_key SET owner = NULL, draining = :draining, last_error = :error"
                    + OWN)
            .params(ParkedRows.params(drain.triggerId(), drain.key()))
            .param("token", drain.token())
            .param("draining", error == null ? 1 : 0)
            .param(
                "error",
                database
                    .cipher()
                    .sealIfAny(ParkedRows.ERROR, error, drain.triggerId(), drain.key()))
            .update());
  }
}
