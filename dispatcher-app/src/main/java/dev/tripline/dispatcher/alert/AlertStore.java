package dev.tripline.dispatcher.alert;

import dev.tripline.dispatcher.alert.notice.Notice;
import dev.tripline.dispatcher.alert.notice.NoticeStore;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Alerts and their states as rows of a table. Blocking and durable; safe for many threads.
final class AlertStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final InstantSource clock;
  private final NoticeStore notices;

  AlertStore(JdbcClient reader, StoreWriter writer, InstantSource clock, NoticeStore notices) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
    this.notices = notices;
  }

  /// An alert and its state.
  ///
  /// @param level as it was found last
  /// @param since the beginning of the state: it fires, or does not
  /// @param detail as it was when the level changed; null before that
  record Kept(
      Alert alert,
      long revision,
      int level,
      Instant since,
      @Nullable String detail,
      Instant createdAt,
      Instant updatedAt) {}

  /// All of them, by name.
  List<Kept> list() {
    return reader.sql("SELECT * FROM alert ORDER BY name").query(AlertStore::read).list();
  }

  Optional<Kept> find(String name) {
    return reader
        .sql("SELECT * FROM alert WHERE name = ?")
        .param(name)
        .query(AlertStore::read)
        .optional();
  }

  /// The alerts that sign with a secret, in words.
  List<String> using(String secret) {
    return list().stream()
        .map(Kept::alert)
        .filter(alert -> alert.channels().stream().anyMatch(channel -> channel.signsWith(secret)))
        .map(alert -> "alert " + alert.name())
        .toList();
  }

  /// What came of an insertion.
  enum Insertion {
    MADE,
    NAME_TAKEN,
    TOO_MANY
  }

  /// @param most so many there may be
  Insertion insert(Alert alert, int most) {
    long now = clock.millis();
    return writer.write(sql -> {
      if (sql.sql("SELECT count(*) FROM alert").query(Long.class).single() >= most) {
        return Insertion.TOO_MANY;
      }
      int made =
          sql.sql(
                  """
                  INSERT INTO alert (name, document, revision, level, since, created_at, updated_at)
                  VALUES (:name, :document, 1, 0, :now, :now, :now) ON CONFLICT (name) DO NOTHING
                  """)
              .param("name", alert.name())
              .param("document", JSON.writeValueAsString(alert))
              .param("now", now)
              .update();
      return made == 1 ? Insertion.MADE : Insertion.NAME_TAKEN;
    });
  }

  /// Its state begins anew.
  ///
  /// @return false if it is gone or was changed meanwhile
  boolean update(Alert alert, long revision) {
    long now = clock.millis();
    return writer.write(sql ->
        sql.sql(
                    """
                    UPDATE alert SET document = :document, revision = revision + 1, level = 0,
                      since = :now, detail = NULL, updated_at = :now
                    WHERE name = :name AND revision = :revision
                    """)
                .param("document", JSON.writeValueAsString(alert))
                .param("now", now)
                .param("name", alert.name())
                .param("revision", revision)
                .update()
            == 1);
  }

  /// Its notices go with it.
  boolean delete(String name) {
    return writer.write(sql -> {
      notices.forget(sql, name);
      return sql.sql("DELETE FROM alert WHERE name = ?").param(name).update() == 1;
    });
  }

  /// Changes the state, and adds the notices of that in the same transaction.
  ///
  /// @return false if the alert or its state was changed meanwhile: then nothing happens
  boolean change(Kept kept, Finding found) {
    Instant now = clock.instant();
    boolean begins = kept.level() == 0 || found.level() == 0;
    return writer.write(sql -> {
      int changed =
          sql.sql(
                  """
                  UPDATE alert SET level = :level, since = :since, detail = :detail
                  WHERE name = :name AND revision = :revision AND level = :old
                  """)
              .param("level", found.level())
              .param("since", (begins ? now : kept.since()).toEpochMilli())
              .param("detail", found.detail())
              .param("name", kept.alert().name())
              .param("revision", kept.revision())
              .param("old", kept.level())
              .update();
      if (changed == 1 && isTold(kept, found)) {
        notices.add(sql, notice(kept.alert(), found, now), kept.alert().channels());
      }
      return changed == 1;
    });
  }

  /// A step down that is no end is not worth a notice.
  private static boolean isTold(Kept kept, Finding found) {
    return found.level() == 0 || found.level() > kept.level();
  }

  private static Notice notice(Alert alert, Finding found, Instant now) {
    return new Notice(
        TimeOrderedId.at(now),
        now,
        found.level() == 0 ? Notice.Event.RESOLVED : Notice.Event.FIRING,
        alert.name(),
        alert.kind().word(),
        found.level(),
        found.detail(),
        alert.function(),
        alert.trigger());
  }

  private static Kept read(ResultSet row, int number) throws SQLException {
    return new Kept(
        JSON.readValue(row.getString("document"), Alert.class),
        row.getLong("revision"),
        row.getInt("level"),
        Instant.ofEpochMilli(row.getLong("since")),
        row.getString("detail"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }
}
