package dev.tripline.store.lease;

import dev.tripline.store.engine.postgres.PostgresDatabase;
import dev.tripline.store.event.StoreEvents;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;

/// One row for this run of this node; its heartbeat is one small update, regardless of what the
/// node has claimed.
public final class PostgresLease implements OwnLease {
  private static final String TAKE =
      """
      INSERT INTO node_lease (node, expires_at) VALUES (:node, store_now() + :lease) RETURNING epoch
      """;
  private static final String EXTEND =
      """
      UPDATE node_lease SET expires_at = store_now() + :lease
      WHERE epoch = :epoch AND expires_at > store_now()
      """;

  /// Whatever has an owner without a lease; but no owner that is newer than this statement's view of
  /// the leases. It looks between the epochs that live, never at their own rows: those, and the entries
  /// that they leave behind in the index, are many. Locked rows are being changed by their owner right
  /// now and come next time.
  private static final String RESCUE =
      """
      WITH live AS (SELECT epoch FROM node_lease WHERE expires_at > store_now()),
      gap (low, high) AS (
        SELECT coalesce(lag(epoch) OVER (ORDER BY epoch), -1), epoch FROM live
        UNION ALL
        SELECT coalesce((SELECT max(epoch) FROM live), -1),
          (SELECT max(epoch) + 1 FROM node_lease))
      UPDATE CLAIMS SET state = 0, owner = NULL WHERE sequence = ANY(ARRAY(
        SELECT orphan.sequence FROM gap, LATERAL (
          SELECT c.sequence FROM CLAIMS c
          WHERE c.state = 1 AND c.owner > gap.low AND c.owner < gap.high
          LIMIT 5000 FOR UPDATE SKIP LOCKED) AS orphan
        LIMIT 5000))
      """;

  private static final String FORGET =
      """
      DELETE FROM node_lease WHERE expires_at < store_now() - 3600000
        AND epoch < (SELECT max(epoch) FROM node_lease)
      """;

  private final PostgresDatabase database;
  private final Duration duration;
  private final StoreEvents events;
  private volatile Held held = new Held(0, System.nanoTime());

  public PostgresLease(PostgresDatabase database, Duration duration, StoreEvents events) {
    this.database = database;
    this.duration = duration;
    this.events = events;
    take();
  }

  /// @param untilNanos of this process's monotonic clock
  private record Held(long epoch, long untilNanos) {}

  @Override
  public long epoch() {
    return held.epoch();
  }

  @Override
  public boolean holds() {
    return System.nanoTime() - held.untilNanos() < 0;
  }

  @Override
  public boolean holds(long epoch) {
    Held now = held;
    return now.epoch() == epoch && System.nanoTime() - now.untilNanos() < 0;
  }

  @Override
  public boolean isAlive(long epoch) {
    return database
            .reader()
            .sql(
                "SELECT count(*) FROM node_lease WHERE epoch = :epoch AND expires_at > store_now()")
            .param("epoch", epoch)
            .query(Long.class)
            .single()
        > 0;
  }

  @Override
  public boolean heartbeat() {
    long asked = System.nanoTime();
    long epoch = held.epoch();
    int extended =
        database.write(sql ->
            sql.sql(EXTEND).param("lease", duration.toMillis()).param("epoch", epoch).update());
    database.adjustClock();
    if (extended == 1) {
      held = new Held(epoch, asked + duration.toNanos());
      return true;
    }
    take();
    return false;
  }

  private void take() {
    long asked = System.nanoTime();
    long epoch =
        database.write(sql ->
            sql.sql(TAKE)
                .param("node", ManagementFactory.getRuntimeMXBean().getName())
                .param("lease", duration.toMillis())
                .query(Long.class)
                .single());
    held = new Held(epoch, asked + duration.toNanos());
  }

  @Override
  public int rescue() {
    int all = 0;
    for (String table : List.of("invocation", "outbox")) {
      int rows;
      do {
        rows = database.write(sql -> sql.sql(RESCUE.replace("CLAIMS", table)).update());
        all += rows;
      } while (rows > 0);
    }
    database.write(sql -> sql.sql(FORGET).update());
    events.claimsReturned(all);
    return all;
  }

  @Override
  public List<Claim> claims() {
    return ClaimRows.of(database, held.epoch());
  }

  @Override
  public int giveBack(List<Claim> claims) {
    int rows = ClaimRows.giveBack(database, held.epoch(), claims);
    events.claimsReturned(rows);
    return rows;
  }

  @Override
  public void release() {
    long epoch = held.epoch();
    held = new Held(epoch, System.nanoTime());
    database.write(sql ->
        sql.sql("UPDATE node_lease SET expires_at = store_now() WHERE epoch = :epoch")
            .param("epoch", epoch)
            .update());
    rescue();
  }
}
