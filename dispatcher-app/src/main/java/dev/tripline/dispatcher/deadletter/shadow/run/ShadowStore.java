package dev.tripline.dispatcher.deadletter.shadow.run;

import dev.tripline.dispatcher.deadletter.shadow.run.ShadowRun.State;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowRun.Tally;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.store.audit.AuditRows;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.deadletter.ErrorFingerprint;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Shadow redrives and their outcomes as rows of tables. Blocking and durable; safe for many threads.
public final class ShadowStore {
  /// So many run at once, over all nodes.
  public static final int MOST_RUNNING = 4;

  private static final List<String> KEY = List.of("shadow_id", "letter_id");
  private static final SealedColumn BEFORE = sealed("before_pattern");
  private static final SealedColumn AFTER = sealed("after_pattern");
  private static final SealedColumn MESSAGE = sealed("message");
  public static final List<SealedColumn> SEALED = List.of(BEFORE, AFTER, MESSAGE);

  private static final int MOST_KEPT = 200;
  private static final int ROWS_AT_ONCE = 500;

  private static final String INSERT =
      """
      INSERT INTO shadow_redrive (id, document, function_name, state, position, succeeded,
        same_failure, other_failure, not_run, created_at, until_at, updated_at)
      VALUES (?, ?, ?, 'RUNNING', '', 0, 0, 0, 0, ?, ?, ?)
      """;

  private static final String INSERT_OUTCOME =
      """
      INSERT INTO shadow_outcome (shadow_id, letter_id, request_id, result, before_type,
        before_pattern, after_type, after_pattern, kind, message, millis)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (shadow_id, letter_id) DO NOTHING
      """;

  private static final String COUNT =
      """
      UPDATE shadow_redrive SET succeeded = succeeded + ?, same_failure = same_failure + ?,
        other_failure = other_failure + ?, not_run = not_run + ? WHERE id = ?
      """;

  private static final String GROUPS =
      """
      SELECT o.*, g.number FROM shadow_outcome o JOIN (
        SELECT kind, count(*) AS number, min(letter_id) AS example FROM shadow_outcome
        WHERE shadow_id = :id GROUP BY kind ORDER BY number DESC, example LIMIT :limit) g
        ON o.letter_id = g.example
      WHERE o.shadow_id = :id ORDER BY g.number DESC, o.letter_id
      """;

  private static final String TOO_OLD =
      """
      SELECT id FROM shadow_redrive WHERE state <> 'RUNNING' AND (updated_at < :before OR id NOT IN (
        SELECT id FROM shadow_redrive ORDER BY id DESC LIMIT :kept)) ORDER BY id LIMIT 1
      """;

  private static final String FORGET =
      """
      DELETE FROM shadow_outcome WHERE shadow_id = :id AND letter_id IN (
        SELECT letter_id FROM shadow_outcome WHERE shadow_id = :id ORDER BY letter_id LIMIT :limit)
      """;

  private final JdbcClient reader;
  private final StoreWriter writer;
  private final PayloadCipher cipher;
  private final InstantSource clock;

  public ShadowStore(
      JdbcClient reader, StoreWriter writer, PayloadCipher cipher, InstantSource clock) {
    this.reader = reader;
    this.writer = writer;
    this.cipher = cipher;
    this.clock = clock;
  }

  /// What came of an insertion.
  public enum Insertion {
    MADE,
    /// Another one runs with this function.
    BUSY,
    TOO_MANY
  }

  /// Letters that went the same way.
  ///
  /// @param after null if the candidate succeeds
  /// @param example one of the letters
  public record Group(
      ErrorFingerprint before,
      ShadowResult result,
      @Nullable ErrorFingerprint after,
      long count,
      String example) {}

  private static SealedColumn sealed(String column) {
    return SealedColumn.text("shadow_outcome", column, KEY, "shadow_id", "letter_id");
  }

  Instant now() {
    return clock.instant();
  }

  /// Makes one that runs from now on.
  ///
  /// @param longest for which it runs at most
  public Insertion insert(String id, ShadowOrder order, Duration longest) {
    try {
      return writer.write(sql -> insert(sql, id, order, longest));
    } catch (DuplicateKeyException _) {
      return Insertion.BUSY; // made by another node at the same moment
    }
  }

  private Insertion insert(JdbcClient sql, String id, ShadowOrder order, Duration longest) {
    long now = clock.millis();
    List<String> others =
        sql.sql("SELECT function_name FROM shadow_redrive WHERE state = 'RUNNING'")
            .query((row, _) -> row.getString(1))
            .list();
    if (others.contains(order.target().name())) {
      return Insertion.BUSY;
    }
    if (others.size() >= MOST_RUNNING) {
      return Insertion.TOO_MANY;
    }
    sql.sql(INSERT)
        .param(id)
        .param(order.toDocument())
        .param(order.target().name())
        .param(now)
        .param(now + longest.toMillis())
        .param(now)
        .update();
    return Insertion.MADE;
  }

  public Optional<ShadowRun> find(String id) {
    return reader
        .sql("SELECT * FROM shadow_redrive WHERE id = ?")
        .param(id)
        .query(ShadowStore::run)
        .optional();
  }

  /// One page, newest first.
  ///
  /// @param before the id after which the page starts; null for the first page
  public List<ShadowRun> page(@Nullable String before, int limit) {
    return reader
        .sql("SELECT * FROM shadow_redrive WHERE id < :before ORDER BY id DESC LIMIT :limit")
        .param("before", before == null ? "g" : before) // behind all hexadecimal digits
        .param("limit", limit)
        .query(ShadowStore::run)
        .list();
  }

  List<ShadowRun> running() {
    return reader
        .sql("SELECT * FROM shadow_redrive WHERE state = 'RUNNING' ORDER BY id")
        .query(ShadowStore::run)
        .list();
  }

  boolean runs(String id) {
    return reader
        .sql("SELECT count(*) FROM shadow_redrive WHERE id = ? AND state = 'RUNNING'")
        .param(id)
        .query(Long.class)
        .single()
        .equals(1L);
  }

  /// Those of the letters that have an outcome.
  Set<String> noted(String id, Collection<String> letters) {
    if (letters.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        reader
            .sql(
                "SELECT letter_id FROM shadow_outcome WHERE shadow_id = :id AND letter_id IN"
                    + " (:letters)")
            .param("id", id)
            .param("letters", letters)
            .query((row, _) -> row.getString(1))
            .list());
  }

  /// Notes outcomes and counts them, each letter once.
  ///
  /// @param position the last letter before which all have an outcome
  /// @return false, and nothing is done, if it does not run any more
  boolean note(String id, List<ShadowOutcome> outcomes, String position) {
    long now = clock.millis();
    return writer.write(sql -> {
      int runs =
          sql.sql(
                  "UPDATE shadow_redrive SET position = ?, updated_at = ? WHERE id = ? AND state ="
                      + " 'RUNNING'")
              .param(position)
              .param(now)
              .param(id)
              .update();
      if (runs == 1 && !outcomes.isEmpty()) {
        Map<ShadowResult, Integer> more = new EnumMap<>(ShadowResult.class);
        outcomes.forEach(
            outcome -> more.merge(outcome.result(), insert(sql, id, outcome), Integer::sum));
        sql.sql(COUNT)
            .param(more.getOrDefault(ShadowResult.SUCCEEDS, 0))
            .param(more.getOrDefault(ShadowResult.SAME_FAILURE, 0))
            .param(more.getOrDefault(ShadowResult.OTHER_FAILURE, 0))
            .param(more.getOrDefault(ShadowResult.NOT_RUN, 0))
            .param(id)
            .update();
      }
      return runs == 1;
    });
  }

  private int insert(JdbcClient sql, String id, ShadowOutcome outcome) {
    ErrorFingerprint after = outcome.after();
    String letter = outcome.letterId();
    return sql.sql(INSERT_OUTCOME)
        .param(id)
        .param(letter)
        .param(outcome.requestId())
        .param(outcome.result().name())
        .param(outcome.before().errorType())
        .param(cipher.seal(BEFORE, outcome.before().message(), id, letter))
        .param(after == null ? null : after.errorType())
        .param(after == null ? null : cipher.seal(AFTER, after.message(), id, letter))
        .param(outcome.kind())
        .param(cipher.sealIfAny(MESSAGE, outcome.message(), id, letter))
        .param(outcome.duration().toMillis())
        .update();
  }

  /// Ends it, with its entry in the audit, by one commit.
  ///
  /// @param entry of the tally at the end
  /// @return empty, and nothing is done, if it does not run any more
  public Optional<Tally> end(
      String id, State state, @Nullable String note, Function<Tally, AuditEntry> entry) {
    long now = clock.millis();
    return writer.write(sql -> {
      Optional<Tally> tally =
          sql.sql(
                  "UPDATE shadow_redrive SET state = :state, note = :note, updated_at = :now"
                      + " WHERE id = :id AND state = 'RUNNING'"
                      + " RETURNING succeeded, same_failure, other_failure, not_run")
              .param("state", state.name())
              .param("note", note)
              .param("now", now)
              .param("id", id)
              .query((row, _) -> tally(row))
              .optional();
      tally.ifPresent(ended -> AuditRows.insert(sql, Long.toString(now), entry.apply(ended)));
      return tally;
    });
  }

  private static Tally tally(ResultSet row) throws SQLException {
    return new Tally(
        row.getLong("succeeded"),
        row.getLong("same_failure"),
        row.getLong("other_failure"),
        row.getLong("not_run"));
  }

  /// The largest first.
  public List<Group> groups(String id, int limit) {
    return reader
        .sql(GROUPS)
        .param("id", id)
        .param("limit", limit)
        .query((row, _) ->
            new Group(
                before(row),
                ShadowResult.valueOf(row.getString("result")),
                after(row),
                row.getLong("number"),
                row.getString("letter_id")))
        .list();
  }

  /// The outcomes, in the order of the letters.
  ///
  /// @param result null for all
  /// @param after the letter after which the page starts; empty for the first page
  public List<ShadowOutcome> outcomes(
      String id, @Nullable ShadowResult result, String after, int limit) {
    return reader
        .sql(
            "SELECT * FROM shadow_outcome WHERE shadow_id = :id AND letter_id > :after"
                + (result == null ? "" : " AND result = '" + result.name() + "'")
                + " ORDER BY letter_id LIMIT :limit")
        .param("id", id)
        .param("after", after)
        .param("limit", limit)
        .query((row, _) ->
            new ShadowOutcome(
                row.getString("letter_id"),
                row.getString("request_id"),
                ShadowResult.valueOf(row.getString("result")),
                before(row),
                after(row),
                cipher.openOrReason(
                    MESSAGE, row.getString("message"), id, row.getString("letter_id")),
                Duration.ofMillis(row.getLong("millis"))))
        .list();
  }

  /// Removes the oldest that is over for that long, or beyond the number of those that are kept.
  ///
  /// @return whether there may be more
  boolean forget(Duration retention) {
    Optional<String> id =
        reader
            .sql(TOO_OLD)
            .param("before", clock.millis() - retention.toMillis())
            .param("kept", MOST_KEPT)
            .query((row, _) -> row.getString(1))
            .optional();
    id.ifPresent(this::forget);
    return id.isPresent();
  }

  private void forget(String id) {
    int removed = ROWS_AT_ONCE;
    while (removed == ROWS_AT_ONCE) {
      removed =
          writer.write(
              sql -> sql.sql(FORGET).param("id", id).param("limit", ROWS_AT_ONCE).update());
    }
    writer.write(sql -> sql.sql("DELETE FROM shadow_redrive WHERE id = ?").param(id).update());
  }

  private ErrorFingerprint before(ResultSet row) throws SQLException {
    return new ErrorFingerprint(row.getString("before_type"), pattern(BEFORE, row));
  }

  private @Nullable ErrorFingerprint after(ResultSet row) throws SQLException {
    String type = row.getString("after_type");
    return type == null ? null : new ErrorFingerprint(type, pattern(AFTER, row));
  }

  private String pattern(SealedColumn column, ResultSet row) throws SQLException {
    return String.valueOf(
        cipher.openOrReason(
            column,
            row.getString(column.column()),
            row.getString("shadow_id"),
            row.getString("letter_id")));
  }

  private static ShadowRun run(ResultSet row, int number) throws SQLException {
    return new ShadowRun(
        row.getString("id"),
        ShadowOrder.of(row.getString("document")),
        State.valueOf(row.getString("state")),
        row.getString("note"),
        row.getString("position"),
        tally(row),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("until_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }
}
