package dev.tripline.store.health;

import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.store.deadletter.JdbcDeadLetterQueries;
import dev.tripline.store.engine.Condition;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How long something has waited for its end or for somebody. Each question reads an index at one place,
/// however many rows there are. Blocking; safe for many threads.
public final class OldestWork {
  private final JdbcClient reader;

  public OldestWork(JdbcClient reader) {
    this.reader = reader;
  }

  /// When the newest dead letter but so many died; empty if there are fewer. Reads as many entries of
  /// an index.
  ///
  /// @param filter a function, a trigger, or all
  public Optional<Instant> deadLetterBehind(int newer, DeadLetterQueries.Filter filter) {
    Condition where = JdbcDeadLetterQueries.rows(filter);
    return reader
        .sql(
            "SELECT died_at FROM dead_letter "
                + where.sql()
                + " ORDER BY id DESC LIMIT 1 OFFSET :newer")
        .params(where.params())
        .param("newer", newer)
        .query((row, _) -> Instant.ofEpochMilli(row.getLong(1)))
        .optional();
  }

  /// When the oldest event was accepted that is not at its end, whether it waits or runs.
  public Optional<Instant> event() {
    return reader
        .sql("SELECT accepted_at FROM invocation ORDER BY sequence LIMIT 1")
        .query((row, _) -> Instant.ofEpochMilli(row.getLong(1)))
        .optional();
  }
}
