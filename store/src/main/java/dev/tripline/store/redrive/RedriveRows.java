package dev.tripline.store.redrive;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.redrive.RedriveRun;
import dev.tripline.spi.redrive.RedriveRun.Phase;
import dev.tripline.spi.redrive.RedriveRun.Progress;
import dev.tripline.spi.redrive.RedriveRuns.Letter;
import dev.tripline.spi.redrive.RedriveRuns.Outcome;
import dev.tripline.store.engine.BoundedDelete;
import dev.tripline.store.engine.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Runs and their letters as rows.
public final class RedriveRows {
  static final int PENDING = 0;

  /// Dead again, and not counted by the run yet.
  static final int DIED = 1;

  static final int DELIVERED = 2;
  static final int DEAD_AGAIN = 3;

  /// The change of a run by [#step].
  static final String STEP =
      """
      UPDATE redrive_run SET state = :state, note = :note, canary = :canary, updated_at = NOW,
        phase = phase + :anew, phase_sent = phase_sent * (1 - :anew),
        phase_delivered = phase_delivered * (1 - :anew), phase_dead = phase_dead * (1 - :anew)\
      """;

  private static final double RATE_UNIT = 1_000;

  private static final String FORGET_LETTERS =
      """
      DELETE FROM redrive_letter WHERE run_id = :id AND number IN (
        SELECT number FROM redrive_letter WHERE run_id = :id ORDER BY number LIMIT :limit)
      """;

  private RedriveRows() {}

  static RedriveRun run(ResultSet row, int number) throws SQLException {
    return new RedriveRun(
        row.getString("id"),
        row.getString("document"),
        RedriveRun.State.valueOf(row.getString("state")),
        row.getString("note"),
        new Progress(
            row.getString("position"),
            row.getInt("canary") == 1,
            row.getLong("sent"),
            row.getLong("delivered"),
            row.getLong("dead_again"),
            row.getLong("skipped"),
            row.getLong("gone"),
            row.getLong("untransformed"),
            new Phase(
                row.getInt("phase"),
                row.getLong("phase_sent"),
                row.getLong("phase_delivered"),
                row.getLong("phase_dead")),
            row.getLong("rate") / RATE_UNIT),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")));
  }

  /// @param statement begins with [#STEP]
  static JdbcClient.StatementSpec step(JdbcClient sql, String statement, RedriveRun.Step step) {
    return sql.sql(statement)
        .param("state", step.to().name())
        .param("note", step.note())
        .param("canary", step.canary() ? 1 : 0)
        .param("anew", step.anew() ? 1 : 0);
  }

  static long rate(double perSecond) {
    return Math.round(perSecond * RATE_UNIT);
  }

  static Letter letter(ResultSet row, int number) throws SQLException {
    return new Letter(
        row.getLong("number"),
        row.getString("letter_id"),
        row.getString("request_id"),
        new FunctionTarget(row.getString("function_name"), row.getString("qualifier")),
        switch (row.getInt("state")) {
          case PENDING -> Outcome.PENDING;
          case DELIVERED -> Outcome.DELIVERED;
          default -> Outcome.DEAD_AGAIN;
        },
        row.getString("dead_letter_id"),
        row.getInt("transformed") == 1);
  }

  /// The event of a letter that was redriven is dead again; within the transaction. The state is compared
  /// so that no plan walks the index of all open letters for it.
  public static void died(JdbcClient sql, String requestId, String deadLetterId) {
    sql.sql(
            "UPDATE redrive_letter SET state = 1, dead_letter_id = :letter"
                + " WHERE request_id = :request AND state + 0 = 0")
        .param("letter", deadLetterId)
        .param("request", requestId)
        .update();
  }

  /// Nothing is left to do for a run that is over and has all its outcomes; within the transaction.
  static void closeIfOver(JdbcClient sql, String id) {
    sql.sql(
            "UPDATE redrive_run SET open = 0 WHERE id = :id AND sent = delivered + dead_again"
                + " AND state IN ('CANCELLED', 'COMPLETED')")
        .param("id", id)
        .update();
  }

  /// Removes runs that were over before that time, with what they noted of their letters, in small
  /// transactions; answers the number of rows.
  ///
  /// @param before milliseconds since 1970
  public static int forget(Database database, long before) {
    int all = 0;
    for (String id :
        database
            .reader()
            .sql("SELECT id FROM redrive_run WHERE open = 0 AND updated_at < :before")
            .param("before", before)
            .query((row, _) -> row.getString(1))
            .list()) {
      all += forget(database, id);
    }
    return all;
  }

  private static int forget(Database database, String id) {
    return BoundedDelete.run(database, FORGET_LETTERS, Map.of("id", id))
        + UntransformedRows.forget(database, id)
        + database.write(
            sql -> sql.sql("DELETE FROM redrive_run WHERE id = :id").param("id", id).update());
  }
}
