package dev.tripline.store.shard;

import dev.tripline.spi.store.ShardLease;
import dev.tripline.spi.store.ShardLeases;
import dev.tripline.store.engine.Database;
import dev.tripline.store.settlement.Settlements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Leases on either engine. Every claim and every change by an owner is one conditional statement whose
/// row count decides.
public final class JdbcShardLeases implements ShardLeases {
  /// Nobody has it, and nothing known that it continues is unfinished.
  private static final String FREE =
      """
      FROM shard s WHERE s.trigger_id = :trigger AND s.finished = 0
        AND (s.owner IS NULL OR s.leased_until + :margin < NOW)
        AND NOT EXISTS (SELECT 1 FROM shard p WHERE p.trigger_id = s.trigger_id
          AND p.shard_id IN (s.parent, s.other_parent) AND p.finished = 0)
      """;

  private static final String CLAIM =
      """
      UPDATE shard SET owner = :reader, epoch = epoch + 1, leased_until = NOW + :lease
      WHERE trigger_id = :trigger AND shard_id = :shard AND epoch = :epoch AND finished = 0
        AND (owner IS NULL OR leased_until + :margin < NOW)
      """;

  private static final String OWNED =
      """
      WHERE trigger_id = :trigger AND shard_id = :shard AND owner = :reader AND epoch = :epoch
        AND finished = 0
      """;

  private final Database database;
  private final Settlements settlements;
  private final ShardRows rows;

  private JdbcShardLeases(Database database, Settlements settlements) {
    this.database = database;
    this.settlements = settlements;
    this.rows = new ShardRows(database);
  }

  /// On a store that other nodes use at the same time.
  public static ShardLeases shared(Database database, Settlements settlements) {
    return new JdbcShardLeases(database, settlements);
  }

  /// On a store that only this process can open: earlier owners of leases are dead.
  public static ShardLeases alone(Database database, Settlements settlements) {
    database.write(sql -> {
      sql.sql("DELETE FROM shard_reader").update();
      return sql.sql("UPDATE shard SET owner = NULL, leased_until = 0").update();
    });
    return new JdbcShardLeases(database, settlements);
  }

  @Override
  public void list(String triggerId, List<Listed> shards) {
    rows.list(triggerId, shards);
  }

  @Override
  public Share renew(Reader reader) {
    return database.write(sql -> {
      sql.sql(
              at(
                  """
                  INSERT INTO shard_reader (trigger_id, reader, expires_at)
                  VALUES (:trigger, :reader, NOW + :lease)
                  ON CONFLICT (trigger_id, reader) DO UPDATE SET expires_at = excluded.expires_at
                  """))
          .params(of(reader))
          .update();
      sql.sql(
              at(
                  """
                  UPDATE shard SET leased_until = NOW + :lease
                  WHERE trigger_id = :trigger AND owner = :reader AND finished = 0
                    AND leased_until > NOW
                  """))
          .params(of(reader))
          .update();
      sql.sql(at("DELETE FROM shard_reader WHERE trigger_id = :trigger AND expires_at < NOW"))
          .param("trigger", reader.triggerId())
          .update();
      return share(sql, reader);
    });
  }

  private Share share(JdbcClient sql, Reader reader) {
    Map<String, Integer> shards = new HashMap<>();
    sql.sql("SELECT reader FROM shard_reader WHERE trigger_id = :trigger")
        .param("trigger", reader.triggerId())
        .query(row -> {
          shards.put(row.getString("reader"), 0);
        });
    Set<String> held = new HashSet<>();
    sql.sql(
            at(
                """
                SELECT shard_id, owner FROM shard WHERE trigger_id = :trigger AND finished = 0
                  AND owner IS NOT NULL AND leased_until > NOW
                """))
        .param("trigger", reader.triggerId())
        .query(row -> {
          shards.merge(row.getString("owner"), 1, Integer::sum);
          if (row.getString("owner").equals(reader.id())) {
            held.add(row.getString("shard_id"));
          }
        });
    int free =
        sql.sql(at("SELECT count(*) " + FREE)).params(of(reader)).query(Integer.class).single();
    return new Share(held, shards, free);
  }

  @Override
  public List<ShardLease> claim(Reader reader, int max) {
    return database.write(sql -> {
      List<ShardLease> wanted =
          sql.sql(at("SELECT s.shard_id, s.epoch, s.position " + FREE + " ORDER BY s.shard_id"))
              .params(of(reader))
              .query((row, _) ->
                  new ShardLease(
                      reader.triggerId(),
                      row.getString("shard_id"),
                      reader.id(),
                      row.getLong("epoch") + 1,
                      row.getString("position")))
              .list();
      List<ShardLease> claimed = new ArrayList<>();
      Iterator<ShardLease> next = wanted.iterator();
      while (claimed.size() < max && next.hasNext()) {
        ShardLease lease = next.next();
        int changed =
            sql.sql(at(CLAIM))
                .params(of(reader))
                .param("shard", lease.shardId())
                .param("epoch", lease.epoch() - 1)
                .update();
        if (changed == 1) {
          claimed.add(lease);
        }
      }
      return claimed;
    });
  }

  @Override
  public boolean checkpoint(ShardLease lease, String position) {
    int noted =
        settlements.commit(
            database,
            lease.triggerId(),
            sql ->
                sql.sql("UPDATE shard SET position = :position " + OWNED)
                    .params(of(lease))
                    .param("position", position)
                    .update());
    return noted == 1;
  }

  @Override
  public boolean finish(ShardLease lease) {
    return database.write(sql ->
        sql.sql("UPDATE shard SET finished = 1, owner = NULL, leased_until = 0 " + OWNED)
            .params(of(lease))
            .update())
        == 1;
  }

  @Override
  public void release(ShardLease lease) {
    database.write(sql ->
        sql.sql("UPDATE shard SET owner = NULL, leased_until = 0 " + OWNED)
            .params(of(lease))
            .update());
  }

  @Override
  public void leave(Reader reader) {
    database.write(sql -> {
      sql.sql(
              """
              UPDATE shard SET owner = NULL, leased_until = 0
              WHERE trigger_id = :trigger AND owner = :reader
              """)
          .params(Map.of("trigger", reader.triggerId(), "reader", reader.id()))
          .update();
      return sql.sql("DELETE FROM shard_reader WHERE trigger_id = :trigger AND reader = :reader")
          .params(Map.of("trigger", reader.triggerId(), "reader", reader.id()))
          .update();
    });
  }

  private String at(String statement) {
    return statement.replace("NOW", database.now());
  }

  private static Map<String, Object> of(Reader reader) {
    return Map.of(
        "trigger", reader.triggerId(),
        "reader", reader.id(),
        "lease", millis(reader.lease()),
        "margin", millis(reader.margin()));
  }

  private static Map<String, Object> of(ShardLease lease) {
    return Map.of(
        "trigger", lease.triggerId(),
        "shard", lease.shardId(),
        "reader", lease.readerId(),
        "epoch", lease.epoch());
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }
}
