package dev.tripline.store.deadletter;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.store.DeadLetter;
import dev.tripline.store.engine.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Dead letters as rows.
public final class DeadLetterRows {
  private static final String INSERT =
      """
      INSERT INTO dead_letter (id, request_id, function_name, qualifier, trigger_id, reason,
        last_error, payload, last_response, attempts, accepted_at, died_at, redrive_count)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
      """;

  private DeadLetterRows() {}

  public static void insert(JdbcClient sql, DeadLetter letter) {
    sql.sql(INSERT)
        .param(letter.id())
        .param(letter.requestId())
        .param(letter.function().name())
        .param(letter.function().qualifier())
        .param(letter.triggerId())
        .param(letter.reason())
        .param(letter.lastError())
        .param(letter.payload())
        .param(letter.lastResponse())
        .param(Json.attempts(letter.attempts()))
        .param(letter.acceptedAt().toEpochMilli())
        .param(letter.diedAt().toEpochMilli())
        .param(letter.redriveCount())
        .update();
  }

  static DeadLetter read(ResultSet row, int number) throws SQLException {
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
        row.getInt("redrive_count"));
  }
}
