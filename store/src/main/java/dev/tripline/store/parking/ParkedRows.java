package dev.tripline.store.parking;

import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The rows of the tables of parked keys, for the store and for the queries on them. Keys are kept
/// as bytes, since a text of PostgreSQL cannot hold every character.
public final class ParkedRows {
  private static final List<String> KEY = List.of("trigger_id", "key");
  static final SealedColumn REASON =
      SealedColumn.text("parked_key", "reason", KEY, "trigger_id", "key");
  static final SealedColumn ERROR =
      SealedColumn.text("parked_key", "last_error", KEY, "trigger_id", "key");
  static final SealedColumn PAYLOAD =
      SealedColumn.bytes(
          "parked_record",
          "payload",
          List.of("sequence"),
          "trigger_id",
          "key",
          "shard_id",
          "record_id");
  public static final List<SealedColumn> SEALED = List.of(REASON, ERROR, PAYLOAD);

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

  static RowMapper<ParkedKey> keys(PayloadCipher cipher) {
    return (row, _) -> key(cipher, row);
  }

  static RowMapper<ParkedRecord> records(PayloadCipher cipher) {
    return (row, _) -> record(cipher, row);
  }

  static RowMapper<ParkedRecord> recordsWithoutPayload() {
    return (row, _) -> record(row, new byte[0]);
  }

  private static ParkedKey key(PayloadCipher cipher, ResultSet row) throws SQLException {
    String trigger = row.getString("trigger_id");
    String key = new String(row.getBytes("key"), StandardCharsets.UTF_8);
    return new ParkedKey(
        key,
        row.getString("shard_id"),
        Instant.ofEpochMilli(row.getLong("parked_at")),
        String.valueOf(cipher.openOrReason(REASON, row.getString("reason"), trigger, key)),
        row.getString("dead_letter_id"),
        row.getLong("records"),
        row.getLong("bytes"),
        row.getInt("draining") == 1,
        cipher.openOrReason(ERROR, row.getString("last_error"), trigger, key));
  }

  /// The values that a payload is bound to.
  static String[] bound(String triggerId, String key, String shardId, String recordId) {
    return new String[] {triggerId, key, shardId, recordId};
  }

  private static ParkedRecord record(PayloadCipher cipher, ResultSet row) throws SQLException {
    String key = new String(row.getBytes("key"), StandardCharsets.UTF_8);
    String shard = row.getString("shard_id");
    String record = row.getString("record_id");
    String[] bound = bound(row.getString("trigger_id"), key, shard, record);
    return record(row, cipher.open(PAYLOAD, row.getBytes("payload"), bound));
  }

  private static ParkedRecord record(ResultSet row, byte[] payload) throws SQLException {
    return new ParkedRecord(
        row.getLong("sequence"),
        new String(row.getBytes("key"), StandardCharsets.UTF_8),
        row.getString("shard_id"),
        row.getString("record_id"),
        Instant.ofEpochMilli(row.getLong("arrived_at")),
        payload,
        row.getString("dead_letter_id"),
        row.getString("trace"));
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
