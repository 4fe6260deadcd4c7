package dev.tripline.dispatcher.delivery.invocation;

import dev.tripline.dispatcher.delivery.invocation.InvocationStep.Kind;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.engine.BoundedDelete;
import dev.tripline.store.engine.StoreWriter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The steps as rows of a table, on either engine. Blocking; safe for many threads.
final class StepStore {
  private static final SealedColumn DETAIL =
      SealedColumn.text("invocation_step", "detail", List.of("sequence"), "request_id");
  static final List<SealedColumn> SEALED = List.of(DETAIL);

  private static final int ROWS_AT_ONCE = 200;
  private static final String INSERT =
      "INSERT INTO invocation_step (request_id, at, kind, function, trigger_id, attempt, took,"
          + " duration, detail, dead_letter_id, events) VALUES ";
  private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String FORGET =
      """
      DELETE FROM invocation_step
      WHERE sequence IN (SELECT sequence FROM invocation_step ORDER BY sequence LIMIT :limit)
      AND (at < :before OR sequence <= (SELECT max(sequence) FROM invocation_step) - :kept)
      """;

  private static final String FIND =
      """
      SELECT * FROM invocation_step WHERE sequence IN (
        SELECT min(sequence) FROM invocation_step WHERE request_id = :id AND kind NOT IN (:beside)
        UNION SELECT sequence FROM (
          SELECT sequence FROM invocation_step WHERE request_id = :id AND kind NOT IN (:beside)
          ORDER BY sequence DESC LIMIT :most) AS own
        UNION SELECT sequence FROM (
          SELECT sequence FROM invocation_step WHERE request_id = :id AND kind IN (:beside)
          ORDER BY sequence DESC LIMIT :most_beside) AS beside)
      ORDER BY sequence
      """;

  private static final List<String> BESIDE =
      Arrays.stream(Kind.values()).filter(Kind::beside).map(StepStore::word).toList();

  /// A sender may send the same event for ever.
  private static final String FORGET_DUPLICATES =
      """
      DELETE FROM invocation_step WHERE sequence IN (
        SELECT sequence FROM (
          SELECT sequence,
            row_number() OVER (PARTITION BY request_id ORDER BY sequence DESC) AS place
          FROM invocation_step WHERE request_id IN (:ids) AND kind = :duplicate) AS placed
        WHERE place > :most)
      """;

  private static final int MOST_DUPLICATES = 20;

  private final StoreWriter writer;
  private final JdbcClient reader;
  private final PayloadCipher cipher;

  StepStore(StoreWriter writer, JdbcClient reader, PayloadCipher cipher) {
    this.writer = writer;
    this.reader = reader;
    this.cipher = cipher;
  }

  void add(List<InvocationStep> steps) {
    for (int start = 0; start < steps.size(); start += ROWS_AT_ONCE) {
      List<InvocationStep> some =
          steps.subList(start, Math.min(steps.size(), start + ROWS_AT_ONCE));
      String sql = INSERT + String.join(", ", some.stream().map(_ -> ROW).toList());
      List<@Nullable Object> params = new ArrayList<>();
      some.forEach(step -> addParams(step, params));
      writer.write(client -> client.sql(sql).params(params).update());
      forgetDuplicates(some);
    }
  }

  private void forgetDuplicates(List<InvocationStep> added) {
    Set<String> ids =
        added.stream()
            .filter(step -> step.kind() == Kind.DUPLICATE)
            .map(InvocationStep::requestId)
            .collect(Collectors.toSet());
    if (!ids.isEmpty()) {
      writer.write(client ->
          client
              .sql(FORGET_DUPLICATES)
              .param("ids", ids)
              .param("duplicate", word(Kind.DUPLICATE))
              .param("most", MOST_DUPLICATES)
              .update());
    }
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private void addParams(InvocationStep step, List<@Nullable Object> params) {
    params.add(step.requestId());
    params.add(step.at().toEpochMilli());
    params.add(word(step.kind()));
    params.add(step.function());
    params.add(step.trigger());
    params.add(step.attempt());
    params.add(millis(step.took()));
    params.add(millis(step.duration()));
    params.add(cipher.sealIfAny(DETAIL, step.detail(), step.requestId()));
    params.add(step.deadLetter());
    params.add(step.events());
  }

  /// The steps of a request in their order: of its own way the first and, of more than `limit`, the last ones;
  /// of those beside it the last ones.
  List<InvocationStep> find(String requestId, int limit, int besideLimit) {
    return reader
        .sql(FIND)
        .param("id", requestId)
        .param("beside", BESIDE)
        .param("most", limit - 1)
        .param("most_beside", besideLimit)
        .query((row, _) -> step(row))
        .list();
  }

  private InvocationStep step(ResultSet row) throws SQLException {
    String request = row.getString("request_id");
    return new InvocationStep(
        request,
        Instant.ofEpochMilli(row.getLong("at")),
        Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getString("function"),
        row.getString("trigger_id"),
        row.getInt("attempt"),
        duration(row, "took"),
        duration(row, "duration"),
        cipher.openOrReason(DETAIL, row.getString("detail"), request),
        row.getString("dead_letter_id"),
        row.getInt("events"));
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }

  private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Duration.ofMillis(millis);
  }

  /// Removes what is older, and the oldest beyond so many.
  void forget(Instant before, int kept) {
    BoundedDelete.run(writer, FORGET, Map.of("before", before.toEpochMilli(), "kept", kept));
  }
}
