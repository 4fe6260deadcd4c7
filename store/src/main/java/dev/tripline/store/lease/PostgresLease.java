package dev.tripline.store.lease;

import dev.tripline.store.engine.postgres.PostgresDatabase;
import dev.tripline.store.engine.postgres.PostgresSignals;
import dev.tripline.store.event.StoreEvents;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

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

  /// Whatever has an owner without a lease; but no owner that is newer than what this statement sees.
  /// Locked rows are being changed by their owner right now and come next time.
  private static final String RESCUE =
      """
      UPDATE CLAIMS SET state = 0, owner = NULL WHERE sequence = ANY(ARRAY(
        SELECT sequence FROM CLAIMS
        WHERE state = 1 AND owner <= (SELECT max(epoch) FROM node_lease)
          AND owner NOT IN (SELECT epoch FROM node_lease WHERE expires_at > store_now())
        LIMIT 5000 FOR UPDATE SKIP LOCKED))
      """;

  private static final String FORGET =
      """
      DELETE FROM node_lease WHERE expires_at < store_now() - 3600000
        AND epoch < (SELECT max(epoch) FROM node_lease)
      """;

  private final PostgresDatabase database;
  private final Duration duration;
  private final StoreEvents events;
  private volatile long epoch;
  private volatile long heldUntilNanos;

  public PostgresLease(PostgresDatabase database, Duration duration, StoreEvents events) {
    this.database = database;
    this.duration = duration;
    this.events = events;
    take();
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public boolean holds() {
    return System.nanoTime() - heldUntilNanos < 0;
  }

  @Override
  public boolean heartbeat() {
    long asked = System.nanoTime();
    int extended =
        database.write(sql ->
            sql.sql(EXTEND).param("lease", duration.toMillis()).param("epoch", epoch).update());
    database.adjustClock();
    if (extended == 1) {
      heldUntilNanos = asked + duration.toNanos();
      return true;
    }
    take();
    return false;
  }

  private void take() {
    long asked = System.nanoTime();
    epoch =
        database.write(sql ->
            sql.sql(TAKE)
                .param("node", ManagementFactory.getRuntimeMXBean().getName())
                .param("lease", duration.toMillis())
                .query(Long.class)
                .single());
    heldUntilNanos = asked + duration.toNanos();
  }

  @Override
  public int rescue() {
    int all = 0;
    for (String table : List.of("invocation", "outbox")) {
      int rows;
      do {
        rows = database.write(sql -> rescue(sql, table));
        all += rows;
      } while (rows > 0);
    }
    database.write(sql -> sql.sql(FORGET).update());
    events.counters().rescued.add(all);
    if (all > 0) {
      events.workArrived();
    }
    return all;
  }

  private static int rescue(JdbcClient sql, String table) {
    int rows = sql.sql(RESCUE.replace("CLAIMS", table)).update();
    if (rows > 0) {
      sql.sql(PostgresSignals.NOTIFY).query(String.class).list();
    }
    return rows;
  }

  @Override
  public void release() {
    heldUntilNanos = System.nanoTime();
    database.write(sql ->
        sql.sql("UPDATE node_lease SET expires_at = store_now() WHERE epoch = :epoch")
            .param("epoch", epoch)
            .update());
    rescue();
  }
}
