package dev.tripline.dispatcher.access.user;

import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Users in the table `login_user`. Blocking and durable; safe for many threads.
public final class UserStore {
  private static final String COLUMNS =
      "SELECT name, role, password_hash, stamp, disabled, created_at, updated_at FROM login_user";

  private final JdbcClient reader;
  private final StoreWriter writer;

  public UserStore(JdbcClient reader, StoreWriter writer) {
    this.reader = reader;
    this.writer = writer;
  }

  /// A user with the hash of its password.
  public record Kept(User user, String hash) {

    /// Without the hash, so that no log has it.
    @Override
    public String toString() {
      return user.toString();
    }
  }

  public Optional<Kept> find(String name) {
    return reader
        .sql(COLUMNS + " WHERE name = ?")
        .param(name)
        .query((row, _) -> kept(row))
        .optional();
  }

  /// By name.
  List<User> all() {
    return reader.sql(COLUMNS + " ORDER BY name").query((row, _) -> kept(row).user).list();
  }

  long count() {
    return reader.sql("SELECT count(*) FROM login_user").query(Long.class).single();
  }

  /// @throws org.springframework.dao.DuplicateKeyException if the name is taken
  void add(User user, String hash) {
    writer.write(sql ->
        sql.sql(
                """
                INSERT INTO login_user
                  (name, role, password_hash, stamp, disabled, created_at, updated_at)
                VALUES (:name, :role, :hash, :stamp, 0, :at, :at)
                """)
            .param("name", user.name())
            .param("role", user.role().name())
            .param("hash", hash)
            .param("stamp", user.stamp())
            .param("at", user.createdAt().toEpochMilli())
            .update());
  }

  /// `false` if there is no such user; so for all below.
  boolean setRole(String name, Role role, String stamp, Instant at) {
    return change(name, "role", role.name(), stamp, at);
  }

  boolean setHash(String name, String hash, String stamp, Instant at) {
    return change(name, "password_hash", hash, stamp, at);
  }

  boolean setDisabled(String name, boolean disabled, String stamp, Instant at) {
    return change(name, "disabled", disabled ? 1 : 0, stamp, at);
  }

  /// Ends the sessions of the user as well.
  private boolean change(String name, String column, Object value, String stamp, Instant at) {
    return writer.write(sql -> {
      endSessions(sql, name);
      return sql.sql(
                  "UPDATE login_user SET "
                      + column
                      + " = :value, stamp = :stamp, updated_at = :at WHERE name = :name")
              .param("value", value)
              .param("stamp", stamp)
              .param("at", at.toEpochMilli())
              .param("name", name)
              .update()
          == 1;
    });
  }

  boolean delete(String name) {
    return writer.write(sql -> {
      endSessions(sql, name);
      return sql.sql("DELETE FROM login_user WHERE name = ?").param(name).update() == 1;
    });
  }

  /// One that begins at this moment ends by its stamp.
  private static void endSessions(JdbcClient sql, String name) {
    sql.sql("DELETE FROM login_session WHERE source = 'USER' AND name = ?").param(name).update();
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        new User(
            row.getString("name"),
            Role.valueOf(row.getString("role")),
            row.getString("stamp"),
            row.getLong("disabled") != 0,
            Instant.ofEpochMilli(row.getLong("created_at")),
            Instant.ofEpochMilli(row.getLong("updated_at"))),
        row.getString("password_hash"));
  }
}
