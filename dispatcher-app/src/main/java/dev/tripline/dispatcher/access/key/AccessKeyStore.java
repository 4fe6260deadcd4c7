package dev.tripline.dispatcher.access.key;

import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.secret.SealedRows;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Keys in the tables `access_key`, `access_secret` and `access_change`. Blocking and durable; safe for
/// many threads.
public final class AccessKeyStore implements SealedRows {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final Seals seals;

  public AccessKeyStore(JdbcClient reader, StoreWriter writer, Seals seals) {
    this.reader = reader;
    this.writer = writer;
    this.seals = seals;
  }

  /// A key and its secrets, the newest first.
  record Kept(AccessKey key, List<KeptSecret> secrets) {}

  /// The number of the last change.
  long change() {
    return reader.sql("SELECT number FROM access_change WHERE id = 1").query(Long.class).single();
  }

  /// All keys, by name.
  List<Kept> all() {
    Map<String, List<KeptSecret>> secrets = new HashMap<>();
    reader
        .sql(
            "SELECT access_key_id, number, key_id, wrapped_key, value, valid_until FROM"
                + " access_secret ORDER BY number DESC")
        .query((row, _) ->
            secrets
                .computeIfAbsent(row.getString("access_key_id"), _ -> new ArrayList<>())
                .add(secret(row)))
        .list();
    return reader
        .sql(
            "SELECT id, kind, name, role, resources, disabled, created_at, updated_at FROM"
                + " access_key ORDER BY name")
        .query((row, _) -> key(row))
        .list()
        .stream()
        .map(key -> new Kept(key, secrets.getOrDefault(key.id(), List.of())))
        .toList();
  }

  /// @throws org.springframework.dao.DuplicateKeyException if the name is taken
  void add(AccessKey key, KeptSecret secret) {
    writer.write(sql -> {
      raise(sql);
      sql.sql(
              """
              INSERT INTO access_key
                (id, kind, name, role, resources, disabled, created_at, updated_at)
              VALUES (:id, :kind, :name, :role, :resources, 0, :at, :at)
              """)
          .param("id", key.id())
          .param("kind", key.kind().name())
          .param("name", key.name())
          .param("role", key.role().name())
          .param("resources", JSON.writeValueAsString(key.resources()))
          .param("at", key.createdAt().toEpochMilli())
          .update();
      insert(sql, key.id(), secret);
      return null;
    });
  }

  /// `false` if there is no such key.
  boolean setDisabled(String id, boolean disabled, Instant at) {
    return writer.write(sql -> {
      raise(sql);
      return sql.sql("UPDATE access_key SET disabled = :disabled, updated_at = :at WHERE id = :id")
              .param("disabled", disabled ? 1 : 0)
              .param("at", at.toEpochMilli())
              .param("id", id)
              .update()
          == 1;
    });
  }

  /// Adds a secret, and ends those before it.
  ///
  /// @param oldUntil the end of the one that lasted so far; those before it end at once
  void addSecret(String id, KeptSecret secret, Instant oldUntil, Instant at) {
    writer.write(sql -> {
      raise(sql);
      sql.sql("DELETE FROM access_secret WHERE access_key_id = :id AND valid_until IS NOT NULL")
          .param("id", id)
          .update();
      sql.sql("UPDATE access_secret SET valid_until = :until WHERE access_key_id = :id")
          .param("until", oldUntil.toEpochMilli())
          .param("id", id)
          .update();
      insert(sql, id, secret);
      sql.sql("UPDATE access_key SET updated_at = :at WHERE id = :id")
          .param("at", at.toEpochMilli())
          .param("id", id)
          .update();
      return null;
    });
  }

  /// `false` if there is no such key.
  boolean delete(String id) {
    return writer.write(sql -> {
      raise(sql);
      sql.sql("DELETE FROM access_secret WHERE access_key_id = ?").param(id).update();
      return sql.sql("DELETE FROM access_key WHERE id = ?").param(id).update() == 1;
    });
  }

  @Override
  public int reseal() {
    int changed = 0;
    for (Kept kept : all()) {
      for (KeptSecret secret : kept.secrets()) {
        changed += reseal(kept.key().id(), secret);
      }
    }
    return changed;
  }

  private int reseal(String id, KeptSecret secret) {
    Seals.Sealed before = secret.seal();
    if (before == null) {
      return 0;
    }
    return seals
        .reseal(KeptSecret.boundTo(id), before)
        .map(after ->
            writer.write(sql ->
                sql.sql(
                        """
                        UPDATE access_secret SET key_id = :key, wrapped_key = :wrapped
                        WHERE access_key_id = :id AND number = :number AND key_id = :old
                        """)
                    .param("key", after.keyId())
                    .param("wrapped", after.wrappedKey())
                    .param("id", id)
                    .param("number", secret.number())
                    .param("old", before.keyId())
                    .update()))
        .orElse(0);
  }

  private static void raise(JdbcClient sql) {
    sql.sql("UPDATE access_change SET number = number + 1 WHERE id = 1").update();
  }

  private static void insert(JdbcClient sql, String id, KeptSecret secret) {
    sql.sql(
            """
            INSERT INTO access_secret
              (access_key_id, number, key_id, wrapped_key, value, valid_until)
            VALUES (:id, :number, :key, :wrapped, :value, NULL)
            """)
        .param("id", id)
        .param("number", secret.number())
        .param("key", secret.keyId())
        .param("wrapped", secret.wrappedKey(), Types.BINARY)
        .param("value", secret.value())
        .update();
  }

  private static KeptSecret secret(ResultSet row) throws SQLException {
    return new KeptSecret(
        row.getLong("number"),
        row.getString("key_id"),
        row.getBytes("wrapped_key"),
        row.getBytes("value"),
        time(row));
  }

  private static @Nullable Instant time(ResultSet row) throws SQLException {
    long millis = row.getLong("valid_until");
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private static AccessKey key(ResultSet row) throws SQLException {
    return new AccessKey(
        row.getString("id"),
        AccessKey.Kind.valueOf(row.getString("kind")),
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        List.of(JSON.readValue(row.getString("resources"), String[].class)),
        row.getLong("disabled") != 0,
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }
}
