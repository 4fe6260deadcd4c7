package dev.tripline.store.source;

import dev.tripline.spi.store.SourceStateStore;
import dev.tripline.store.engine.Database;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Source state as rows of a table, on either engine.
public final class JdbcSourceStateStore implements SourceStateStore {
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
          state.put(row.getString("key"), row.getString("value"));
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
          part.put(row.getString("key"), row.getString("value"));
        });
    return part;
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
          sql.sql(PUT).param("trigger", triggerId).param("key", key).param("value", value).update();
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
