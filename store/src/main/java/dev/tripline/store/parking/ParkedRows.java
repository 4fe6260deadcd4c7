package dev.tripline.store.parking;

import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import dev.tripline.spi.parking.ParkedRecord;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The rows of the tables of parked keys, for the store and for the queries on them. Keys are kept
/// as bytes, since a text of PostgreSQL cannot hold every character.
final class ParkedRows {
  static final String OF_KEY = " WHERE trigger_id = :trigger AND key = :key ";

  private ParkedRows() {}

  static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  static Map<String, Object> params(String triggerId, String key) {
    Map<String, Object> params = new HashMap<>();
    params.put("trigger", triggerId);
    params.put("key", bytes(key));
    return params;
  }

  static ParkedKey key(ResultSet row, int number) throws SQLException {
    return new ParkedKey(
        new String(row.getBytes("key"), StandardCharsets.UTF_8),
        row.getString("shard_id"),
        Instant.ofEpochMilli(row.getLong("parked_at")),
        row.getString("reason"),
        row.getString("dead_letter_id"),
        row.getLong("records"),
        row.getLong("bytes"),
        row.getInt("draining") == 1,
        row.getString("last_error"));
  }

  static ParkedRecord record(ResultSet row, int number) throws SQLException {
    return new ParkedRecord(
        row.getLong("sequence"),
        new String(row.getBytes("key"), StandardCharsets.UTF_8),
        row.getString("shard_id"),
        row.getString("record_id"),
        Instant.ofEpochMilli(row.getLong("arrived_at")),
        row.getBytes("payload"),
        row.getString("dead_letter_id"));
  }

  /// Takes one record away. The key's row must be locked.
  static void remove(JdbcClient sql, String triggerId, ParkedRecord record) {
    int gone =
        sql.sql("DELETE FROM parked_record" + OF_KEY + "AND sequence = :sequence")
            .params(params(triggerId, record.key()))
            .param("sequence", record.sequence())
            .update();
    if (gone == 1) {
      sql.sql("UPDATE parked_key SET records = records - 1, bytes = bytes - :size" + OF_KEY)
          .params(params(triggerId, record.key()))
          .param("size", record.payload().length)
          .update();
    }
  }

  /// @return `true` if the key is not parked any more, because nothing waits behind it
  static boolean unparkIfEmpty(JdbcClient sql, String triggerId, String key) {
    return sql.sql(
                "DELETE FROM parked_key"
                    + OF_KEY
                    + "AND NOT EXISTS (SELECT 1 FROM parked_record"
                    + OF_KEY
                    + ")")
            .params(params(triggerId, key))
            .update()
        == 1;
  }
}
