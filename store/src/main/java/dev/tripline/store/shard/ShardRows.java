package dev.tripline.store.shard;

import dev.tripline.spi.store.ShardLeases.Listed;
import dev.tripline.store.engine.Database;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Keeps the rows in line with what streams list.
final class ShardRows {
  /// A list may be that much older than another one, and must not bring back what the other ended.
  private static final Duration FORGET_AFTER = Duration.ofHours(1);

  private static final String ADD =
      """
      INSERT INTO shard
        (trigger_id, shard_id, parent, other_parent, position, finished, epoch, leased_until)
      VALUES (:trigger, :shard, :parent, :other, :position, :finished, 0, 0)
      ON CONFLICT (trigger_id, shard_id) DO NOTHING
      """;

  private final Database database;

  ShardRows(Database database) {
    this.database = database;
  }

  void list(String triggerId, List<Listed> shards) {
    database.write(sql -> {
      boolean first =
          sql.sql(
                      "INSERT INTO shard_stream (trigger_id) VALUES (:trigger)"
                          + " ON CONFLICT (trigger_id) DO NOTHING")
                  .param("trigger", triggerId)
                  .update()
              == 1;
      Set<String> gone = known(sql, triggerId);
      for (Listed shard : shards) {
        if (!gone.remove(shard.shardId())) {
          add(sql, triggerId, shard, first);
        }
      }
      forget(sql, triggerId, gone);
      return gone.size();
    });
  }

  private static Set<String> known(JdbcClient sql, String triggerId) {
    return new HashSet<>(
        sql.sql("SELECT shard_id FROM shard WHERE trigger_id = :trigger")
            .param("trigger", triggerId)
            .query((row, _) -> row.getString("shard_id"))
            .list());
  }

  private static void add(JdbcClient sql, String triggerId, Listed shard, boolean first) {
    Iterator<String> parents = shard.parents().iterator();
    sql.sql(ADD)
        .param("trigger", triggerId)
        .param("shard", shard.shardId())
        .param("parent", next(parents))
        .param("other", next(parents))
        .param("position", first ? shard.start() : null)
        .param("finished", first && shard.start() == null ? 1 : 0)
        .update();
  }

  private static @Nullable String next(Iterator<String> parents) {
    return parents.hasNext() ? parents.next() : null;
  }

  /// Finished shards that the stream has no more. Unfinished ones stay: their reader has to find out
  /// that records are missing.
  private void forget(JdbcClient sql, String triggerId, Set<String> gone) {
    for (String shardId : gone) {
      sql.sql(
              """
              UPDATE shard SET gone_at = NOW WHERE trigger_id = :trigger AND shard_id = :shard
                AND finished = 1 AND gone_at IS NULL
              """
                  .replace("NOW", database.now()))
          .param("trigger", triggerId)
          .param("shard", shardId)
          .update();
    }
    sql.sql(
            "DELETE FROM shard WHERE trigger_id = :trigger AND gone_at < %s - %d"
                .formatted(database.now(), FORGET_AFTER.toMillis()))
        .param("trigger", triggerId)
        .update();
  }
}
