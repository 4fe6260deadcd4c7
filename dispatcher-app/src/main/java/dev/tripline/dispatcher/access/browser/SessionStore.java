package dev.tripline.dispatcher.access.browser;

import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Sessions in the table `login_session`. Blocking and durable; safe for many threads.
final class SessionStore {
  private static final String ROWS =
      """
      SELECT s.id, s.digest, s.name, s.source, s.role, s.stamp, s.created_at, s.used_at, s.ends_at,
        u.stamp AS user_stamp
      FROM login_session s LEFT JOIN login_user u ON s.source = 'USER' AND u.name = s.name
      """;

  private final JdbcClient reader;
  private final StoreWriter writer;

  SessionStore(JdbcClient reader, StoreWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /// A session as it is kept.
  ///
  /// @param digest of the cookie's secret, in hexadecimal
  /// @param stamp of the user, or of the provider's settings, when it began
  /// @param userStamp of the user now; null if there is none
  record Kept(Session session, String digest, String stamp, @Nullable String userStamp) {}

  Optional<Kept> find(String id) {
    return reader.sql(ROWS + " WHERE s.id = ?").param(id).query((row, _) -> kept(row)).optional();
  }

  /// The newest first.
  List<Kept> all(int limit) {
    return reader
        .sql(ROWS + " ORDER BY s.created_at DESC, s.id LIMIT " + limit)
        .query((row, _) -> kept(row))
        .list();
  }

  /// Adds one, and removes those that have ended and the oldest of one who has too many.
  ///
  /// @param unusedSince the end of those that were not used since then
  /// @param most of one user
  void add(Session session, String digest, String stamp, Instant unusedSince, int most) {
    writer.write(sql -> {
      sql.sql("DELETE FROM login_session WHERE ends_at <= :now OR used_at <= :unused")
          .param("now", session.createdAt().toEpochMilli())
          .param("unused", unusedSince.toEpochMilli())
          .update();
      sql.sql(
              """
              DELETE FROM login_session WHERE id IN (
                SELECT id FROM login_session WHERE source = :source AND name = :name
                ORDER BY created_at DESC, id LIMIT 1000 OFFSET :most)
              """)
          .param("source", session.source().name())
          .param("name", session.name())
          .param("most", most - 1)
          .update();
      return sql.sql(
              """
              INSERT INTO login_session
                (id, digest, name, source, role, stamp, created_at, used_at, ends_at)
              VALUES (:id, :digest, :name, :source, :role, :stamp, :at, :at, :ends)
              """)
          .param("id", session.id())
          .param("digest", digest)
          .param("name", session.name())
          .param("source", session.source().name())
          .param("role", session.role().name())
          .param("stamp", stamp)
          .param("at", session.createdAt().toEpochMilli())
          .param("ends", session.endsAt().toEpochMilli())
          .update();
    });
  }

  void touch(String id, Instant at) {
    writer.write(sql ->
        sql.sql("UPDATE login_session SET used_at = :at WHERE id = :id AND used_at < :at")
            .param("at", at.toEpochMilli())
            .param("id", id)
            .update());
  }

  /// `false` if there is no such session.
  boolean delete(String id) {
    return writer.write(
        sql -> sql.sql("DELETE FROM login_session WHERE id = ?").param(id).update() == 1);
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        new Session(
            row.getString("id"),
            row.getString("name"),
            Session.Source.valueOf(row.getString("source")),
            Role.valueOf(row.getString("role")),
            Instant.ofEpochMilli(row.getLong("created_at")),
            Instant.ofEpochMilli(row.getLong("used_at")),
            Instant.ofEpochMilli(row.getLong("ends_at"))),
        row.getString("digest"),
        row.getString("stamp"),
        row.getString("user_stamp"));
  }
}
