package dev.tripline.store.deadletter;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.text.CutText;
import dev.tripline.store.deadletter.DeadLetterCounts.Sort;
import dev.tripline.store.engine.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Dead letters as rows. Whoever adds or removes them does so here, so that they stay counted.
public final class DeadLetterRows {
  private static final String INSERT =
      """
      INSERT INTO dead_letter (id, request_id, function_name, qualifier, trigger_id, reason,
        error_type, payload_bytes, attempt_count, accepted_at, died_at, redrive_count, last_error,
        attempts, payload, last_response, class_id, tenant_id, order_key, order_place,
        redriven_from, trace)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """;

  /// Of an error in a list, in characters.
  private static final int LONGEST_ERROR = 1_000;

  public static final String SUMMARY =
      "id, request_id, function_name, qualifier, trigger_id, reason, error_type, payload_bytes,"
          + " attempt_count, accepted_at, died_at, redrive_count,"
          + " substr(last_error, 1, %d) AS last_error".formatted(LONGEST_ERROR);

  private DeadLetterRows() {}

  /// @return the number of those that were not there before
  public static int insert(JdbcClient sql, List<DeadLetter> letters) {
    List<Sort> fresh = new ArrayList<>();
    ClassChanges classes = new ClassChanges(sql, true);
    for (DeadLetter letter : letters) {
      String errorType = ErrorFingerprint.errorType(letter.attempts());
      String classId = classes.idOf(ErrorClass.of(letter, errorType));
      if (insert(sql, letter, errorType, classId)) {
        fresh.add(sort(letter.function().name(), letter.triggerId(), letter.reason(), errorType));
        classes.add(classId, letter.diedAt());
      }
    }
    DeadLetterCounts.change(sql, fresh, 1);
    classes.write();
    return fresh.size();
  }

  private static boolean insert(
      JdbcClient sql, DeadLetter letter, @Nullable String errorType, String classId) {
    return sql.sql(INSERT)
            .param(letter.id())
            .param(letter.requestId())
            .param(letter.function().name())
            .param(letter.function().qualifier())
            .param(letter.triggerId())
            .param(letter.reason())
            .param(errorType)
            .param(letter.payload().length)
            .param(letter.attempts().size())
            .param(letter.acceptedAt().toEpochMilli())
            .param(letter.diedAt().toEpochMilli())
            .param(letter.redriveCount())
            .param(lastError(letter))
            .param(Json.attempts(letter.attempts()))
            .param(letter.payload())
            .param(letter.lastResponse())
            .param(classId)
            .param(letter.links().tenantId())
            .param(letter.links().orderKey())
            .param(letter.links().orderPlace())
            .param(letter.links().redrivenFrom())
            .param(letter.links().trace())
            .update()
        == 1;
  }

  /// A dead letter that was removed.
  public record Gone(String id, String requestId, String functionName) {
    /// The audit entry about its end.
    public AuditEntry entry(Actor actor, String action, @Nullable String reason) {
      return new AuditEntry(
          actor,
          action,
          Target.deadLetter(id),
          reason,
          Map.of("requestId", requestId, "function", functionName));
    }
  }

  /// Removes those that are there.
  public static List<Gone> remove(JdbcClient sql, Collection<String> ids) {
    List<Gone> gone = new ArrayList<>();
    List<Sort> sorts = new ArrayList<>();
    ClassChanges classes = new ClassChanges(sql, true);
    for (String id : ids) {
      sql.sql(
              "DELETE FROM dead_letter WHERE id = :id"
                  + " RETURNING id, request_id, function_name, trigger_id, reason, error_type,"
                  + " class_id")
          .param("id", id)
          .query((row, _) -> {
            sorts.add(sort(row));
            classes.remove(row.getString("class_id"));
            return new Gone(id, row.getString("request_id"), row.getString("function_name"));
          })
          .optional()
          .ifPresent(gone::add);
    }
    DeadLetterCounts.change(sql, sorts, -1);
    classes.write();
    return gone;
  }

  /// Letters that were removed and are still counted.
  public record Taken(List<DeadLetter> letters, List<Sort> sorts, ClassChanges classes) {
    /// Takes them out of the counts: to be called once, when nothing else is locked any more in the
    /// transaction.
    public void count(JdbcClient sql) {
      DeadLetterCounts.change(sql, sorts, -1);
      classes.write();
    }
  }

  /// Removes those that are there and answers all of them, in the order of the ids.
  public static Taken take(JdbcClient sql, List<String> ids) {
    List<Sort> sorts = new ArrayList<>();
    ClassChanges classes = new ClassChanges(sql, true);
    List<DeadLetter> letters = new ArrayList<>();
    for (String id : ids) {
      sql.sql("DELETE FROM dead_letter WHERE id = :id RETURNING *")
          .param("id", id)
          .query((row, number) -> {
            sorts.add(sort(row));
            classes.remove(row.getString("class_id"));
            return read(row, number);
          })
          .optional()
          .ifPresent(letters::add);
    }
    return new Taken(letters, sorts, classes);
  }

  private static Sort sort(ResultSet row) throws SQLException {
    return sort(
        row.getString("function_name"),
        row.getString("trigger_id"),
        row.getString("reason"),
        row.getString("error_type"));
  }

  private static Sort sort(
      String function, @Nullable String trigger, String reason, @Nullable String errorType) {
    return new Sort(
        function,
        Objects.requireNonNullElse(trigger, ""),
        reason,
        Objects.requireNonNullElse(errorType, ""));
  }

  /// Short enough for a row.
  private static @Nullable String lastError(DeadLetter letter) {
    String error = letter.lastError();
    return error == null ? null : CutText.of(error, Attempt.LONGEST_MESSAGE);
  }

  public static DeadLetter read(ResultSet row, int number) throws SQLException {
    return new DeadLetter(
        row.getString("id"),
        row.getString("request_id"),
        new FunctionTarget(row.getString("function_name"), row.getString("qualifier")),
        row.getString("trigger_id"),
        row.getString("reason"),
        row.getString("last_error"),
        row.getBytes("payload"),
        row.getBytes("last_response"),
        Json.attempts(row.getString("attempts")),
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Instant.ofEpochMilli(row.getLong("died_at")),
        row.getInt("redrive_count"),
        new DeadLetter.Links(
            row.getString("tenant_id"),
            row.getString("order_key"),
            row.getString("order_place"),
            row.getString("redriven_from"),
            row.getString("trace")));
  }

  public static DeadLetterSummary summary(ResultSet row, int number) throws SQLException {
    return new DeadLetterSummary(
        row.getString("id"),
        row.getString("request_id"),
        new FunctionTarget(row.getString("function_name"), row.getString("qualifier")),
        row.getString("trigger_id"),
        row.getString("reason"),
        row.getString("last_error"),
        row.getString("error_type"),
        row.getLong("payload_bytes"),
        row.getInt("attempt_count"),
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Instant.ofEpochMilli(row.getLong("died_at")),
        row.getInt("redrive_count"));
  }
}
