package dev.tripline.dispatcher.masking.rule;

import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Masking rules as rows of a table. Blocking and durable; safe for many threads.
final class MaskingStore {
  static final int MOST = 100;

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String ROWS =
      "SELECT name, document, fingerprint_key, updated_at FROM masking_rule";

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final InstantSource clock;

  MaskingStore(JdbcClient reader, StoreWriter writer, InstantSource clock) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
  }

  /// A row, whose document is read only when it is asked for.
  ///
  /// @param fingerprintKey the key of secrets that the one of fingerprints is made from
  record Kept(String name, String document, String fingerprintKey, Instant updatedAt) {

    MaskingForm form() {
      return JSON.readValue(document, MaskingForm.class);
    }
  }

  /// What became of a put.
  enum Put {
    MADE,
    CHANGED,
    TOO_MANY
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        row.getString("name"),
        row.getString("document"),
        row.getString("fingerprint_key"),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  /// By name.
  List<Kept> list() {
    return reader.sql(ROWS + " ORDER BY name").query((row, _) -> kept(row)).list();
  }

  Optional<Kept> find(String name) {
    return reader.sql(ROWS + " WHERE name = ?").param(name).query((row, _) -> kept(row)).optional();
  }

  /// Makes or replaces one. All have the key of the first, so that equal values have equal fingerprints.
  ///
  /// @param key if there is no rule yet
  Put put(String name, MaskingForm form, String key) {
    long now = clock.millis();
    String document = JSON.writeValueAsString(form);
    return writer.write(sql -> {
      List<String> others =
          sql.sql("SELECT fingerprint_key FROM masking_rule WHERE name <> ? ORDER BY name")
              .param(name)
              .query((row, _) -> row.getString(1))
              .list();
      if (others.size() >= MOST) {
        return Put.TOO_MANY;
      }
      int changed =
          sql.sql("UPDATE masking_rule SET document = ?, updated_at = ? WHERE name = ?")
              .param(document)
              .param(now)
              .param(name)
              .update();
      if (changed == 0) {
        sql.sql(
                "INSERT INTO masking_rule (name, document, fingerprint_key, updated_at)"
                    + " VALUES (?, ?, ?, ?)")
            .param(name)
            .param(document)
            .param(others.isEmpty() ? key : others.getFirst())
            .param(now)
            .update();
      }
      return changed == 0 ? Put.MADE : Put.CHANGED;
    });
  }

  /// @return false if there is none
  boolean delete(String name) {
    return writer.write(
        sql -> sql.sql("DELETE FROM masking_rule WHERE name = ?").param(name).update() == 1);
  }
}
