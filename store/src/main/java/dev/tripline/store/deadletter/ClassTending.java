package dev.tripline.store.deadletter;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.engine.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToIntBiFunction;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The work on classes of dead letters that no letter brings with it, in small transactions. Several nodes
/// may do it at the same time.
final class ClassTending {
  private static final int ROWS_AT_ONCE = 200;
  private static final int LETTERS_AT_A_TIME = 5_000;

  /// SQLite writes a row anew when it changes, with its payload.
  private static final long BYTES_AT_ONCE = 4L << 20;

  private static final String WITHOUT_A_CLASS =
      """
      SELECT id, function_name, qualifier, reason, error_type, payload_bytes, died_at, last_error,
        attempts
      FROM dead_letter WHERE class_id IS NULL AND id > :after ORDER BY id LIMIT :limit
      """;

  private static final String QUIET =
      """
      SELECT id FROM dead_letter_class
      WHERE touched_at < :before AND state <> 'RESOLVED' ORDER BY touched_at LIMIT :limit
      """;

  /// Looked at again under the lock of the row, which a letter takes too after so long a time.
  private static final String RESOLVE =
      """
      UPDATE dead_letter_class SET state = 'RESOLVED', state_since = NOW, snoozed_until = NULL
      WHERE id = :id AND touched_at < :before AND state <> 'RESOLVED'
      """;

  private static final String WITHOUT_LETTERS =
      """
      SELECT id FROM dead_letter_class
      WHERE touched_at < :before AND state = 'RESOLVED' AND 0 =
        (SELECT coalesce(sum(alive), 0) FROM dead_letter_class_count WHERE class_id = id)
      ORDER BY touched_at LIMIT :limit
      """;

  /// Locks the row as a letter of a resolved class does.
  private static final String HOLD =
      """
      UPDATE dead_letter_class SET state = state
      WHERE id = :id AND touched_at < :before AND state = 'RESOLVED'
      """;

  private static final String HOLD_COUNTERS =
      "UPDATE dead_letter_class_count SET alive = alive WHERE class_id = :id RETURNING alive";

  private final Database database;

  ClassTending(Database database) {
    this.database = database;
  }

  private record Unclassified(String id, ErrorClass error, long bytes, Instant diedAt) {}

  /// Gives letters without a class theirs, some thousands at most.
  int classify() {
    int classified = 0;
    List<Unclassified> found = withoutClass("");
    while (!found.isEmpty() && classified < LETTERS_AT_A_TIME) {
      int next = 0;
      while (next < found.size()) {
        List<Unclassified> slice = slice(found, next);
        classified += database.write(sql -> classify(sql, slice));
        next += slice.size();
      }
      found = withoutClass(found.getLast().id());
    }
    return classified;
  }

  private static List<Unclassified> slice(List<Unclassified> found, int from) {
    int to = from;
    long bytes = 0;
    while (to < found.size() && (to == from || bytes + found.get(to).bytes() <= BYTES_AT_ONCE)) {
      bytes += found.get(to++).bytes();
    }
    return found.subList(from, to);
  }

  private List<Unclassified> withoutClass(String after) {
    return database
        .reader()
        .sql(WITHOUT_A_CLASS)
        .param("after", after)
        .param("limit", ROWS_AT_ONCE)
        .query((row, _) -> unclassified(database.cipher(), row))
        .list();
  }

  private static Unclassified unclassified(PayloadCipher cipher, ResultSet row)
      throws SQLException {
    String id = row.getString("id");
    return new Unclassified(
        id,
        ErrorClass.of(
            new FunctionTarget(row.getString("function_name"), row.getString("qualifier")),
            row.getString("reason"),
            row.getString("error_type"),
            DeadLetterRows.attempts(cipher, row, id),
            cipher.openOrReason(DeadLetterRows.ERROR, row.getString("last_error"), id)),
        row.getLong("payload_bytes"),
        Instant.ofEpochMilli(row.getLong("died_at")));
  }

  private int classify(JdbcClient sql, List<Unclassified> letters) {
    ClassChanges classes = new ClassChanges(sql, database.cipher(), false);
    int classified = 0;
    for (Unclassified letter : letters) {
      String classId = classes.idOf(letter.error());
      int given =
          sql.sql("UPDATE dead_letter SET class_id = :class WHERE id = :id AND class_id IS NULL")
              .param("class", classId)
              .param("id", letter.id())
              .update();
      if (given == 1) {
        classes.add(classId, letter.diedAt());
        classified++;
      }
    }
    classes.write();
    return classified;
  }

  /// Resolves the classes without a new letter for so long.
  int resolve(Duration quiet) {
    long before = database.clock().instant().minus(quiet).toEpochMilli();
    return each(
        QUIET,
        before,
        (sql, id) ->
            sql.sql(RESOLVE.replace("NOW", database.now()))
                .param("id", id)
                .param("before", before)
                .update());
  }

  /// Removes resolved classes that have no letters any more and got the last one so long ago.
  int forget(Duration retention) {
    long before = database.clock().instant().minus(retention).toEpochMilli();
    return each(
        WITHOUT_LETTERS,
        before,
        (sql, id) -> {
          int held = sql.sql(HOLD).param("id", id).param("before", before).update();
          long alive =
              sql.sql(HOLD_COUNTERS).param("id", id).query(Long.class).list().stream()
                  .mapToLong(Long::longValue)
                  .sum();
          if (held == 0 || alive != 0) {
            return 0;
          }
          sql.sql("DELETE FROM dead_letter_class_count WHERE class_id = :id")
              .param("id", id)
              .update();
          return sql.sql("DELETE FROM dead_letter_class WHERE id = :id").param("id", id).update();
        });
  }

  /// Each class in a transaction of its own. Ends with the page on which nothing was to be done.
  private int each(String query, long before, ToIntBiFunction<JdbcClient, String> work) {
    int all = 0;
    int changed;
    int found;
    do {
      List<String> ids =
          database
              .reader()
              .sql(query)
              .param("before", before)
              .param("limit", ROWS_AT_ONCE)
              .query((row, _) -> row.getString(1))
              .list();
      found = ids.size();
      changed = ids.stream().mapToInt(id -> database.write(sql -> work.applyAsInt(sql, id))).sum();
      all += changed;
    } while (changed > 0 && found == ROWS_AT_ONCE);
    return all;
  }
}
