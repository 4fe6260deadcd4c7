package dev.tripline.store.deadletter;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.store.engine.BoundedDelete;
import dev.tripline.store.engine.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Keeps for a month which dead letter an event was made of by a redrive. Blocking; safe for many threads.
public final class RedriveOrigins {
  private static final Duration KEPT = Duration.ofDays(30);

  private final JdbcClient reader;

  public RedriveOrigins(JdbcClient reader) {
    this.reader = reader;
  }

  /// The dead letter that was redriven.
  ///
  /// @param requestId of the event that died
  /// @param function `name` or `name:qualifier`
  public record Origin(
      String deadLetterId,
      String requestId,
      String function,
      @Nullable String triggerId,
      Instant at,
      Payload payload) {}

  /// The event's payload, compared with the letter's. The names are in the store.
  public enum Payload {
    SAME,
    /// By somebody, for this letter.
    EDITED,
    /// By the transformation of a redrive run.
    TRANSFORMED
  }

  /// Empty if the event comes of no redrive, or of one that is long ago.
  public Optional<Origin> of(String requestId) {
    return reader
        .sql(
            "SELECT dead_letter_id, from_request_id, function, trigger_id, at, payload FROM"
                + " redriven_event WHERE request_id = ?")
        .param(requestId)
        .query((row, _) ->
            new Origin(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Instant.ofEpochMilli(row.getLong(5)),
                Payload.valueOf(row.getString(6))))
        .optional();
  }

  /// Within the transaction of the redrive.
  ///
  /// @param now the store's time, as an SQL expression
  public static void add(
      JdbcClient sql, String now, DeadLetter letter, String requestId, Payload payload) {
    sql.sql(
            """
            INSERT INTO redriven_event (request_id, dead_letter_id, from_request_id, function,
              trigger_id, payload, at)
            VALUES (?, ?, ?, ?, ?, ?, :now) ON CONFLICT (request_id) DO NOTHING
            """
                .replace(":now", now))
        .param(requestId)
        .param(letter.id())
        .param(letter.requestId())
        .param(letter.function().toString())
        .param(letter.triggerId())
        .param(payload.name())
        .update();
  }

  /// Removes what is too old, and answers how many rows that were.
  public static int forgetOld(Database database) {
    String forget =
        """
        DELETE FROM redriven_event WHERE request_id IN (
          SELECT request_id FROM redriven_event WHERE at < %s - :kept LIMIT :limit)
        """
            .formatted(database.now());
    return BoundedDelete.run(database, forget, Map.of("kept", KEPT.toMillis()));
  }
}
