package dev.tripline.store.audit;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog.Recorded;
import dev.tripline.store.engine.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Audit entries as rows, written in the transaction of the change.
public final class AuditRows {
  private static final String INSERT =
      """
      INSERT INTO audit (at, actor, actor_kind, action, target_kind, target_id, reason, details)
      VALUES (:now, ?, ?, ?, ?, ?, ?, ?)
      """;

  private AuditRows() {}

  /// @param now the store's time, as an SQL expression
  public static void insert(JdbcClient sql, String now, AuditEntry entry) {
    sql.sql(INSERT.replace(":now", now))
        .param(storable(entry.actor().name()))
        .param(entry.actor().kind().name())
        .param(entry.action())
        .param(entry.target().kind())
        .param(storable(entry.target().id()))
        .param(storable(entry.reason()))
        .param(Json.strings(entry.details()))
        .update();
  }

  /// A text of PostgreSQL cannot hold the character 0.
  private static @Nullable String storable(@Nullable String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }

  static Recorded read(ResultSet row, int number) throws SQLException {
    return new Recorded(
        row.getLong("sequence"),
        Instant.ofEpochMilli(row.getLong("at")),
        new AuditEntry(
            new Actor(row.getString("actor"), Actor.Kind.valueOf(row.getString("actor_kind"))),
            row.getString("action"),
            new Target(row.getString("target_kind"), row.getString("target_id")),
            row.getString("reason"),
            Json.strings(row.getString("details"))));
  }
}
