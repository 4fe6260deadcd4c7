package dev.tripline.dispatcher.bus.archive;

import dev.tripline.delivery.bus.BusPattern;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.cipher.UnreadableValueException;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// Archives, their events and replays as rows of tables. Blocking and durable; safe for many threads.
public final class ArchiveStore {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int REMOVED_AT_ONCE = 1_000;

  private static final SealedColumn BODY =
      SealedColumn.text(
          "archived_event", "body", List.of("archive", "event_time", "id"), "archive", "id");
  public static final List<SealedColumn> SEALED = List.of(BODY);

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final PayloadCipher cipher;

  /// Of the last event that this node has archived, in microseconds since 1970: other nodes go by their clocks.
  private final AtomicLong taken = new AtomicLong();

  public ArchiveStore(JdbcClient reader, StoreWriter writer, PayloadCipher cipher) {
    this.reader = reader;
    this.writer = writer;
    this.cipher = cipher;
  }

  /// An event that an archive keeps.
  ///
  /// @param body the event's JSON
  public record Kept(String archive, String id, Instant time, String body) {}

  /// An event as it is found again.
  ///
  /// @param body null if it cannot be decrypted
  /// @param unreadable why; null if it can
  public record Found(
      EventReplay.Position position, @Nullable String body, @Nullable String unreadable) {
    String id() {
      return position.id();
    }

    Instant time() {
      return position.time();
    }
  }

  /// The events that an archive has.
  public record Figures(long events, long bytes) {}

  public List<EventArchive> archives() {
    return reader
        .sql("SELECT * FROM event_archive ORDER BY name")
        .query((row, _) -> archive(row))
        .list();
  }

  private static EventArchive archive(ResultSet row) throws SQLException {
    String pattern = row.getString("pattern");
    return new EventArchive(
        row.getString("name"),
        row.getString("bus"),
        pattern == null ? null : BusPattern.accepted(pattern),
        row.getInt("retention_days"),
        row.getString("description"),
        Instant.ofEpochMilli(row.getLong("created_at")));
  }

  /// Adds an archive; `false` if there is one of that name.
  public boolean insert(EventArchive archive) {
    try {
      return writer.write(sql -> {
        raise(sql);
        return parameters(
                    sql.sql(
                        """
                        INSERT INTO event_archive
                          (name, bus, pattern, retention_days, description, created_at)
                        VALUES (:name, :bus, :pattern, :days, :description, :created)
                        """),
                    archive)
                .param("bus", archive.bus())
                .param("created", archive.createdAt().toEpochMilli())
                .update()
            == 1;
      });
    } catch (DuplicateKeyException _) {
      return false;
    }
  }

  /// Changes an archive; `false` if there is none of that name.
  public boolean update(EventArchive archive) {
    return writer.write(sql -> {
      raise(sql);
      return parameters(
                  sql.sql(
                      """
                      UPDATE event_archive SET pattern = :pattern, retention_days = :days,
                        description = :description
                      WHERE name = :name
                      """),
                  archive)
              .update()
          == 1;
    });
  }

  private static JdbcClient.StatementSpec parameters(
      JdbcClient.StatementSpec statement, EventArchive archive) {
    BusPattern pattern = archive.pattern();
    return statement
        .param("name", archive.name())
        .param("pattern", pattern == null ? null : pattern.text())
        .param("days", archive.retentionDays())
        .param("description", archive.description());
  }

  /// Deletes an archive with its events; `false` if there is none of that name.
  public boolean delete(String name) {
    return writer.write(sql -> {
      raise(sql);
      sql.sql("DELETE FROM archived_event WHERE archive = ?").param(name).update();
      return sql.sql("DELETE FROM event_archive WHERE name = ?").param(name).update() == 1;
    });
  }

  /// Nodes see by the revision that there was a change.
  private static void raise(JdbcClient sql) {
    sql.sql("UPDATE event_bus_revision SET revision = revision + 1").update();
  }

  private long nextTaken(Instant now) {
    long micros = TimeUnit.MILLISECONDS.toMicros(now.toEpochMilli());
    return taken.updateAndGet(last -> Math.max(last + 1, micros));
  }

  /// Keeps events in their order, all by one commit.
  public void keep(List<Kept> events, Instant now) {
    if (events.isEmpty()) {
      return;
    }
    writer.write(sql -> {
      for (Kept event : events) {
        sql.sql(
                """
                INSERT INTO archived_event (archive, event_time, taken, id, archived_at, size, body)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """)
            .param(event.archive())
            .param(event.time().toEpochMilli())
            .param(nextTaken(now))
            .param(event.id())
            .param(now.toEpochMilli())
            .param(event.body().length())
            .param(cipher.seal(BODY, event.body(), event.archive(), event.id()))
            .update();
      }
      return events.size();
    });
  }

  public Figures figures(String archive) {
    return reader
        .sql(
            """
            SELECT COUNT(*), COALESCE(SUM(size), 0) FROM archived_event WHERE archive = ?
            """)
        .param(archive)
        .query((row, _) -> new Figures(row.getLong(1), row.getLong(2)))
        .single();
  }

  /// The events behind a position with times before `to`, oldest first, those of one time in the order in which
  /// they were taken.
  public List<Found> after(String archive, EventReplay.Position position, Instant to, int limit) {
    return reader
        .sql(
            """
            SELECT archive, id, event_time, taken, body FROM archived_event
            WHERE archive = :archive AND (event_time, taken, id) > (:time, :taken, :id)
              AND event_time < :to
            ORDER BY event_time, taken, id LIMIT :limit
            """)
        .param("archive", archive)
        .param("time", position.time().toEpochMilli())
        .param("taken", position.taken())
        .param("id", position.id())
        .param("to", to.toEpochMilli())
        .param("limit", limit)
        .query((row, _) -> found(row))
        .list();
  }

  private Found found(ResultSet row) throws SQLException {
    String id = row.getString("id");
    EventReplay.Position position =
        new EventReplay.Position(
            Instant.ofEpochMilli(row.getLong("event_time")), row.getLong("taken"), id);
    String body = row.getString("body");
    try {
      return new Found(position, cipher.open(BODY, body, row.getString("archive"), id), null);
    } catch (UnreadableValueException e) {
      return new Found(position, null, e.reason());
    }
  }

  /// Removes some of the events that were archived before that time.
  ///
  /// @return whether there may be more
  public boolean removeOlder(String archive, Instant before) {
    return writer.write(sql ->
        sql.sql(
                """
                DELETE FROM archived_event WHERE archive = :archive AND (event_time, id) IN
                  (SELECT event_time, id FROM archived_event
                   WHERE archive = :archive AND archived_at < :before LIMIT :limit)
                """)
            .param("archive", archive)
            .param("before", before.toEpochMilli())
            .param("limit", REMOVED_AT_ONCE)
            .update())
        == REMOVED_AT_ONCE;
  }

  /// By name.
  public List<EventReplay> replays() {
    return reader
        .sql("SELECT * FROM event_replay ORDER BY name")
        .query((row, _) -> replay(row))
        .list();
  }

  /// Those that go on.
  public List<EventReplay> openReplays() {
    return reader
        .sql("SELECT * FROM event_replay WHERE ended_at IS NULL ORDER BY started_at")
        .query((row, _) -> replay(row))
        .list();
  }

  private static EventReplay replay(ResultSet row) throws SQLException {
    long ended = row.getLong("ended_at");
    boolean open = row.wasNull();
    return new EventReplay(
        row.getString("name"),
        row.getString("archive"),
        row.getString("bus"),
        rules(row.getString("rules")),
        row.getString("description"),
        EventReplay.State.valueOf(row.getString("state")),
        row.getString("reason"),
        Instant.ofEpochMilli(row.getLong("from_time")),
        Instant.ofEpochMilli(row.getLong("to_time")),
        new EventReplay.Position(
            Instant.ofEpochMilli(row.getLong("position_time")),
            row.getLong("position_taken"),
            row.getString("position_id")),
        Instant.ofEpochMilli(row.getLong("started_at")),
        open ? null : Instant.ofEpochMilli(ended));
  }

  private static @Nullable Set<String> rules(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Set<String> rules = new LinkedHashSet<>();
    JSON.readTree(text).forEach(rule -> rules.add(rule.asString()));
    return rules;
  }

  /// Adds a replay; `false` if there is one of that name.
  public boolean insert(EventReplay replay) {
    try {
      return writer.write(sql ->
          sql.sql(
                      """
                      INSERT INTO event_replay (name, archive, bus, rules, description, state, reason,
                        from_time, to_time, position_time, position_taken, position_id, started_at)
                      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                      """)
                  .param(replay.name())
                  .param(replay.archive())
                  .param(replay.bus())
                  .param(replay.rules() == null ? null : JSON.writeValueAsString(replay.rules()))
                  .param(replay.description())
                  .param(replay.state().name())
                  .param(replay.reason())
                  .param(replay.from().toEpochMilli())
                  .param(replay.to().toEpochMilli())
                  .param(replay.position().time().toEpochMilli())
                  .param(replay.position().taken())
                  .param(replay.position().id())
                  .param(replay.startedAt().toEpochMilli())
                  .update()
              == 1);
    } catch (DuplicateKeyException _) {
      return false;
    }
  }

  /// Notes that everything up to a position was replayed.
  ///
  /// @param leftOut events up to there, since the position before, that were not
  public void advance(String replay, EventReplay.Position position, long leftOut) {
    writer.write(sql ->
        sql.sql(
                """
                UPDATE event_replay SET position_time = :time, position_taken = :taken, position_id = :id,
                  left_out = left_out + :leftOut,
                  state = CASE state WHEN 'STARTING' THEN 'RUNNING' ELSE state END
                WHERE name = :name AND ended_at IS NULL
                """)
            .param("time", position.time().toEpochMilli())
            .param("taken", position.taken())
            .param("id", position.id())
            .param("leftOut", leftOut)
            .param("name", replay)
            .update());
  }

  /// The events that a replay has left out so far.
  long leftOut(String replay) {
    return reader
        .sql("SELECT left_out FROM event_replay WHERE name = ?")
        .param(replay)
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  /// Asks for the end of a replay; `false` if it has ended.
  public boolean cancel(String replay) {
    return writer.write(sql ->
        sql.sql("UPDATE event_replay SET state = 'CANCELLING' WHERE name = ? AND ended_at IS NULL")
            .param(replay)
            .update())
        == 1;
  }

  /// Ends a replay that goes on.
  public void end(String replay, EventReplay.State state, String reason, Instant now) {
    writer.write(sql ->
        sql.sql(
                """
                UPDATE event_replay SET state = :state, reason = :reason, ended_at = :now
                WHERE name = :name AND ended_at IS NULL
                """)
            .param("state", state.name())
            .param("reason", reason)
            .param("now", now.toEpochMilli())
            .param("name", replay)
            .update());
  }
}
