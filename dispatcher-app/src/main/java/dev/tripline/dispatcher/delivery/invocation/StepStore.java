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
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        SELECT min(sequence) FROM invocation_step WHERE request_id = :id
        UNION SELECT sequence FROM (
          SELECT sequence FROM invocation_step WHERE request_id = :id
          ORDER BY sequence DESC LIMIT :most) AS latest)
      ORDER BY sequence
      """;

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
    }
  }

  private void addParams(InvocationStep step, List<@Nullable Object> params) {
    params.add(step.requestId());
    params.add(step.at().toEpochMilli());
    params.add(step.kind().name().toLowerCase(Locale.ROOT));
    params.add(step.function());
    params.add(step.trigger());
    params.add(step.attempt());
    params.add(millis(step.took()));
    params.add(millis(step.duration()));
    params.add(cipher.sealIfAny(DETAIL, step.detail(), step.requestId()));
    params.add(step.deadLetter());
    params.add(step.events());
  }

  /// The steps of a request in their order: the first and, of more than `limit`, the last ones.
  List<InvocationStep> find(String requestId, int limit) {
    return reader
        .sql(FIND)
        .param("id", requestId)
        .param("most", limit - 1)
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
