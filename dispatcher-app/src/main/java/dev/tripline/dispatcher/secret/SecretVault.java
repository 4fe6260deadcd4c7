package dev.tripline.dispatcher.secret;

import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Secrets in the dispatcher's own store, sealed by keys outside of it. Blocking and durable; safe for
/// many threads.
public final class SecretVault implements StoredSecrets {
  private static final String ROWS =
      "SELECT name, key_id, wrapped_key, sealed, version FROM secret";

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final SecretKeys keys;
  private final Seals seals;
  private final InstantSource clock;

  SecretVault(
      JdbcClient reader, StoreWriter writer, SecretKeys keys, Seals seals, InstantSource clock) {
    this.reader = reader;
    this.writer = writer;
    this.keys = keys;
    this.seals = seals;
    this.clock = clock;
  }

  /// The public description of a secret.
  ///
  /// @param version raised each time it is put
  record Metadata(String name, long version, Instant createdAt, Instant updatedAt) {}

  private record Row(String name, String keyId, Envelope envelope, long version) {}

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getString("name"),
        row.getString("key_id"),
        new Envelope(row.getBytes("wrapped_key"), row.getBytes("sealed")),
        row.getLong("version"));
  }

  private static Metadata metadata(ResultSet row) throws SQLException {
    return new Metadata(
        row.getString("name"),
        row.getLong("version"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  /// Makes or replaces a secret. Of simultaneous calls for a new one, one answers version 1.
  ///
  /// @throws IllegalStateException if the key file is missing or broken; nothing was changed then
  Metadata put(String name, String value) {
    SecretKeys.Key key = seals.primary();
    Envelope envelope = Envelope.seal(key.bytes(), name, value);
    long now = clock.millis();
    return writer.write(sql ->
        sql.sql(
                """
                INSERT INTO secret (name, key_id, wrapped_key, sealed, version, created_at, updated_at)
                VALUES (:name, :key, :wrapped, :sealed, 1, :now, :now)
                ON CONFLICT (name) DO UPDATE SET key_id = excluded.key_id,
                  wrapped_key = excluded.wrapped_key, sealed = excluded.sealed,
                  version = secret.version + 1, updated_at = excluded.updated_at
                RETURNING name, version, created_at, updated_at
                """)
            .param("name", name)
            .param("key", key.id())
            .param("wrapped", envelope.wrappedKey())
            .param("sealed", envelope.sealed())
            .param("now", now)
            .query((row, _) -> metadata(row))
            .single());
  }

  @Override
  public String value(String name) {
    Row row =
        reader
            .sql(ROWS + " WHERE name = ?")
            .param(name)
            .query((found, _) -> row(found))
            .optional()
            .orElseThrow(() -> new IllegalStateException("there is no secret " + name));
    return row.envelope.open(keys.key(row.keyId), name);
  }

  public boolean has(String name) {
    return find(name).isPresent();
  }

  Optional<Metadata> find(String name) {
    return reader
        .sql("SELECT name, version, created_at, updated_at FROM secret WHERE name = ?")
        .param(name)
        .query((row, _) -> metadata(row))
        .optional();
  }

  /// All secrets, by name.
  List<Metadata> list() {
    return reader
        .sql("SELECT name, version, created_at, updated_at FROM secret ORDER BY name")
        .query((row, _) -> metadata(row))
        .list();
  }

  /// `false` if it is not there.
  boolean delete(String name) {
    return writer.write(
        sql -> sql.sql("DELETE FROM secret WHERE name = ?").param(name).update() == 1);
  }

  /// Makes a new key and seals the keys of all secrets with it. Answers the number of secrets.
  int rotate() {
    SecretKeys.Key key = keys.rotate();
    int rewrapped = 0;
    for (Row row : reader.sql(ROWS).query((found, _) -> row(found)).list()) {
      if (!row.keyId.equals(key.id())) {
        Envelope envelope = row.envelope.rewrap(keys.key(row.keyId), key.bytes(), row.name);
        rewrapped += rewrap(row, key.id(), envelope.wrappedKey());
      }
    }
    return rewrapped;
  }

  /// Not if it was put anew meanwhile.
  private int rewrap(Row row, String keyId, byte[] wrapped) {
    return writer.write(sql ->
        sql.sql(
                """
                UPDATE secret SET key_id = :key, wrapped_key = :wrapped
                WHERE name = :name AND version = :version AND key_id = :old
                """)
            .param("key", keyId)
            .param("wrapped", wrapped)
            .param("name", row.name)
            .param("version", row.version)
            .param("old", row.keyId)
            .update());
  }
}
