package dev.tripline.store.health;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// How long something has waited for its end or for somebody. Each question reads an index at one place,
/// however many rows there are. Blocking; safe for many threads.
public final class OldestWork {
  private final JdbcClient reader;

  public OldestWork(JdbcClient reader) {
    this.reader = reader;
  }

  /// The dead letters that are meant: of one function, of one trigger, or all.
  ///
  /// @param value the function's name or the trigger's id; null for all
  private record Scope(String condition, @Nullable String value) {
    static Scope of(@Nullable String function, @Nullable String trigger) {
      if (function != null && trigger != null) {
        throw new IllegalArgumentException("a function or a trigger, not both");
      }
      if (function != null) {
        return new Scope("WHERE function_name = :value", function);
      }
      return trigger == null
          ? new Scope("", null)
          : new Scope("WHERE trigger_id = :value", trigger);
    }
  }

  /// When the oldest dead letter died.
  ///
  /// @param function its name; null for all
  /// @param trigger its id; null for all
  public Optional<Instant> deadLetter(@Nullable String function, @Nullable String trigger) {
    return diedAt(Scope.of(function, trigger), "ORDER BY id LIMIT 1");
  }

  /// When the newest dead letter but so many died; empty if there are fewer. Reads as many entries of
  /// an index.
  public Optional<Instant> deadLetterBehind(
      int newer, @Nullable String function, @Nullable String trigger) {
    return diedAt(Scope.of(function, trigger), "ORDER BY id DESC LIMIT 1 OFFSET " + newer);
  }

  private Optional<Instant> diedAt(Scope scope, String order) {
    JdbcClient.StatementSpec query =
        reader.sql("SELECT died_at FROM dead_letter " + scope.condition() + " " + order);
    if (scope.value() != null) {
      query = query.param("value", scope.value());
    }
    return query.query((row, _) -> Instant.ofEpochMilli(row.getLong(1))).optional();
  }

  /// When the oldest event was accepted that is not at its end, whether it waits or runs.
  public Optional<Instant> event() {
    return reader
        .sql("SELECT accepted_at FROM invocation ORDER BY sequence LIMIT 1")
        .query((row, _) -> Instant.ofEpochMilli(row.getLong(1)))
        .optional();
  }
}
