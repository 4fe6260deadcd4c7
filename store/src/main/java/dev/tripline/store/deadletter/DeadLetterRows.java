package dev.tripline.store.deadletter;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.deadletter.UnreadableLetterException;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.text.CutText;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.cipher.UnreadableValueException;
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
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Dead letters as rows. Whoever adds or removes them does so here, so that they stay counted.
public final class DeadLetterRows {
  private static final List<String> KEY = List.of("id");
  static final SealedColumn ERROR = SealedColumn.text("dead_letter", "last_error", KEY, "id");
  static final SealedColumn ATTEMPTS = SealedColumn.text("dead_letter", "attempts", KEY, "id");
  private static final SealedColumn PAYLOAD =
      SealedColumn.bytes("dead_letter", "payload", KEY, "id");
  private static final SealedColumn RESPONSE =
      SealedColumn.bytes("dead_letter", "last_response", KEY, "id");
  static final SealedColumn MESSAGE = SealedColumn.text("dead_letter_class", "message", KEY, "id");
  public static final List<SealedColumn> SEALED =
      List.of(ERROR, ATTEMPTS, PAYLOAD, RESPONSE, MESSAGE);

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
          + " attempt_count, accepted_at, died_at, redrive_count, last_error";

  private DeadLetterRows() {}

  /// @return the number of those that were not there before
  public static int insert(JdbcClient sql, PayloadCipher cipher, List<DeadLetter> letters) {
    List<Sort> fresh = new ArrayList<>();
    ClassChanges classes = new ClassChanges(sql, cipher, true);
    for (DeadLetter letter : letters) {
      String errorType = ErrorFingerprint.errorType(letter.attempts());
      String classId = classes.idOf(ErrorClass.of(letter, errorType));
      if (insert(sql, cipher, letter, errorType, classId)) {
        fresh.add(sort(letter.function().name(), letter.triggerId(), letter.reason(), errorType));
        classes.add(classId, letter.diedAt());
      }
    }
    DeadLetterCounts.change(sql, fresh, 1);
    classes.write();
    return fresh.size();
  }

  private static boolean insert(
      JdbcClient sql,
      PayloadCipher cipher,
      DeadLetter letter,
      @Nullable String errorType,
      String classId) {
    String id = letter.id();
    return sql.sql(INSERT)
            .param(id)
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
            .param(cipher.sealIfAny(ERROR, lastError(letter), id))
            .param(cipher.seal(ATTEMPTS, Json.attempts(letter.attempts()), id))
            .param(cipher.seal(PAYLOAD, letter.payload(), id))
            .param(cipher.sealIfAny(RESPONSE, letter.lastResponse(), id))
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
  public static List<Gone> remove(JdbcClient sql, PayloadCipher cipher, Collection<String> ids) {
    List<Gone> gone = new ArrayList<>();
    List<Sort> sorts = new ArrayList<>();
    ClassChanges classes = new ClassChanges(sql, cipher, true);
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
  ///
  /// @throws UnreadableLetterException if the payload of one of them cannot be decrypted
  public static Taken take(JdbcClient sql, PayloadCipher cipher, List<String> ids) {
    List<Sort> sorts = new ArrayList<>();
    ClassChanges classes = new ClassChanges(sql, cipher, true);
    List<DeadLetter> letters = new ArrayList<>();
    for (String id : ids) {
      sql.sql("DELETE FROM dead_letter WHERE id = :id RETURNING *")
          .param("id", id)
          .query((row, _) -> {
            sorts.add(sort(row));
            classes.remove(row.getString("class_id"));
            return readable(read(cipher, row));
          })
          .optional()
          .ifPresent(letters::add);
    }
    return new Taken(letters, sorts, classes);
  }

  private static DeadLetter readable(DeadLetter letter) {
    if (letter.unreadable() != null) {
      throw new UnreadableLetterException(letter.id(), letter.unreadable());
    }
    return letter;
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

  /// Reads whole letters.
  public static RowMapper<DeadLetter> letters(PayloadCipher cipher) {
    return (row, _) -> read(cipher, row);
  }

  /// Reads the columns of [#SUMMARY].
  public static RowMapper<DeadLetterSummary> summaries(PayloadCipher cipher) {
    return (row, _) -> summary(cipher, row);
  }

  /// What cannot be decrypted hides nothing else.
  private static DeadLetter read(PayloadCipher cipher, ResultSet row) throws SQLException {
    String id = row.getString("id");
    byte[] payload = new byte[0];
    String unreadable = null;
    try {
      payload = cipher.open(PAYLOAD, row.getBytes("payload"), id);
    } catch (UnreadableValueException e) {
      unreadable = e.reason();
    }
    return new DeadLetter(
        id,
        row.getString("request_id"),
        new FunctionTarget(row.getString("function_name"), row.getString("qualifier")),
        row.getString("trigger_id"),
        row.getString("reason"),
        cipher.openOrReason(ERROR, row.getString("last_error"), id),
        payload,
        response(cipher, row, id),
        attempts(cipher, row, id),
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Instant.ofEpochMilli(row.getLong("died_at")),
        row.getInt("redrive_count"),
        new DeadLetter.Links(
            row.getString("tenant_id"),
            row.getString("order_key"),
            row.getString("order_place"),
            row.getString("redriven_from"),
            row.getString("trace")),
        unreadable);
  }

  private static byte @Nullable [] response(PayloadCipher cipher, ResultSet row, String id)
      throws SQLException {
    try {
      return cipher.openIfAny(RESPONSE, row.getBytes("last_response"), id);
    } catch (UnreadableValueException _) {
      return null;
    }
  }

  /// None if they cannot be decrypted.
  static List<Attempt> attempts(PayloadCipher cipher, ResultSet row, String id)
      throws SQLException {
    try {
      return Json.attempts(cipher.open(ATTEMPTS, row.getString("attempts"), id));
    } catch (UnreadableValueException _) {
      return List.of();
    }
  }

  private static DeadLetterSummary summary(PayloadCipher cipher, ResultSet row)
      throws SQLException {
    String id = row.getString("id");
    String error = cipher.openOrReason(ERROR, row.getString("last_error"), id);
    return new DeadLetterSummary(
        id,
        row.getString("request_id"),
        new FunctionTarget(row.getString("function_name"), row.getString("qualifier")),
        row.getString("trigger_id"),
        row.getString("reason"),
        error == null ? null : CutText.of(error, LONGEST_ERROR),
        row.getString("error_type"),
        row.getLong("payload_bytes"),
        row.getInt("attempt_count"),
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Instant.ofEpochMilli(row.getLong("died_at")),
        row.getInt("redrive_count"));
  }
}
