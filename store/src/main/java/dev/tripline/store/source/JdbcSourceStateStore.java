package dev.tripline.store.source;

import dev.tripline.spi.store.SourceStateStore;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.engine.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Source state as rows of a table, on either engine.
public final class JdbcSourceStateStore implements SourceStateStore {
  private static final SealedColumn VALUE =
      SealedColumn.text("source_state", "value", List.of("trigger_id", "key"), "trigger_id", "key");
  public static final List<SealedColumn> SEALED = List.of(VALUE);

  private static final String PUT =
      """
      INSERT INTO source_state (trigger_id, key, value) VALUES (:trigger, :key, :value)
      ON CONFLICT (trigger_id, key) DO UPDATE SET value = excluded.value
      """;

  private static final List<String> TABLES =
      List.of("source_state", "shard", "shard_reader", "shard_stream");

  private final Database database;

  public JdbcSourceStateStore(Database database) {
    this.database = database;
  }

  @Override
  public Map<String, String> load(String triggerId) {
    Map<String, String> state = new HashMap<>();
    database
        .reader()
        .sql("SELECT key, value FROM source_state WHERE trigger_id = :trigger")
        .param("trigger", triggerId)
        .query(row -> {
          put(state, triggerId, row);
        });
    return state;
  }

  @Override
  public SequencedMap<String, String> part(
      String triggerId, String from, boolean inclusive, int limit) {
    SequencedMap<String, String> part = new LinkedHashMap<>();
    database
        .reader()
        .sql(
            """
            SELECT key, value FROM source_state
            WHERE trigger_id = :trigger AND key %s :from ORDER BY key LIMIT :limit
            """
                .formatted(inclusive ? ">=" : ">"))
        .param("trigger", triggerId)
        .param("from", from)
        .param("limit", limit)
        .query(row -> {
          put(part, triggerId, row);
        });
    return part;
  }

  private void put(Map<String, String> state, String triggerId, ResultSet row) throws SQLException {
    String key = row.getString("key");
    state.put(key, database.cipher().open(VALUE, row.getString("value"), triggerId, key));
  }

  @Override
  public void save(String triggerId, Map<String, String> changes) {
    database.write(sql -> {
      changes.forEach((key, value) -> {
        if (value.isEmpty()) {
          sql.sql("DELETE FROM source_state WHERE trigger_id = :trigger AND key = :key")
              .param("trigger", triggerId)
              .param("key", key)
              .update();
        } else {
          sql.sql(PUT)
              .param("trigger", triggerId)
              .param("key", key)
              .param("value", database.cipher().seal(VALUE, value, triggerId, key))
              .update();
        }
      });
      return changes.size();
    });
  }

  @Override
  public void clear(String triggerId) {
    database.write(sql -> {
      TABLES.forEach(table ->
          sql.sql("DELETE FROM " + table + " WHERE trigger_id = :trigger")
              .param("trigger", triggerId)
              .update());
      return TABLES.size();
    });
  }
}
