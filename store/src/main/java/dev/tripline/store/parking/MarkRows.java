package dev.tripline.store.parking;

import dev.tripline.spi.parking.ParkedMark;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.ShardReading;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The rows of marks and of the readers that may write them.
final class MarkRows {
  static final String OF_SHARD = " WHERE trigger_id = :trigger AND shard_id = :shard ";

  private static final String MARK =
      """
      INSERT INTO parked_mark (trigger_id, shard_id, key, position, read_from, newest_at)
      VALUES (:trigger, :shard, :key, :position, :from,
        CASE WHEN NOW > :newest THEN NOW ELSE :newest END)
      ON CONFLICT (trigger_id, shard_id, key) DO UPDATE SET
        position = excluded.position, read_from = excluded.read_from, newest_at = excluded.newest_at
      """;

  private MarkRows() {}

  static ParkedMark mark(ResultSet row, int number) throws SQLException {
    return new ParkedMark(
        new String(row.getBytes("key"), StandardCharsets.UTF_8),
        new BigInteger(row.getString("position")),
        new BigInteger(row.getString("read_from")),
        Instant.ofEpochMilli(row.getLong("newest_at")));
  }

  /// Whether nobody else has opened the shard since; then nobody can until the end of the transaction.
  static boolean holds(JdbcClient sql, ShardReading reading) {
    return sql.sql("UPDATE parked_reader SET token = token" + OF_SHARD + "AND token = :token")
            .param("trigger", reading.triggerId())
            .param("shard", reading.shardId())
            .param("token", reading.token())
            .update()
        == 1;
  }

  /// The key's mark in the shard.
  static @Nullable ParkedMark find(JdbcClient sql, ShardReading reading, String key) {
    return sql.sql("SELECT * FROM parked_mark" + OF_SHARD + "AND key = :key")
        .param("trigger", reading.triggerId())
        .param("shard", reading.shardId())
        .param("key", ParkedRows.bytes(key))
        .query(MarkRows::mark)
        .optional()
        .orElse(null);
  }

  /// Raises the key's mark to the record.
  ///
  /// @param before the mark as it is
  /// @param now the store's time as an SQL expression
  static void raise(
      JdbcClient sql,
      ShardReading reading,
      ParkedRecord record,
      @Nullable ParkedMark before,
      String now) {
    long arrived = record.arrivedAt().toEpochMilli();
    long newest = before == null ? arrived : Math.max(arrived, before.newestAt().toEpochMilli());
    sql.sql(MARK.replace("NOW", now))
        .param("trigger", reading.triggerId())
        .param("shard", reading.shardId())
        .param("key", ParkedRows.bytes(record.key()))
        .param("position", ParkedMark.position(record.recordId()).toString())
        .param("from", ParkedMark.position(reading.from()).toString())
        .param("newest", newest)
        .update();
  }
}
