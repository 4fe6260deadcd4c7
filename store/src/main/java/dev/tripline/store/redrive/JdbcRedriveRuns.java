package dev.tripline.store.redrive;

import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.redrive.RedriveRun;
import dev.tripline.spi.redrive.RedriveRuns;
import dev.tripline.spi.redrive.RedriveScope;
import dev.tripline.spi.redrive.RedriveWork.Untransformed;
import dev.tripline.store.audit.AuditRows;
import dev.tripline.store.engine.Condition;
import dev.tripline.store.engine.Database;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs as operators see them, on either engine.
public final class JdbcRedriveRuns implements RedriveRuns {
  private static final String INSERT =
      """
      INSERT INTO redrive_run (id, document, state, note, position, canary, sent, delivered,
        dead_again, skipped, gone, phase, phase_sent, phase_delivered, phase_dead, rate, created_at,
        updated_at, open, token)
      VALUES (:id, :document, :state, :note, '', :canary, 0, 0, 0, 0, 0, 1, 0, 0, 0, :rate, NOW, NOW,
        1, 0)
      """;

  private static final String CHANGE = RedriveRows.STEP + " WHERE id = :id AND state IN (:from)";

  private final Database database;
  private final RedriveScopes scopes;

  public JdbcRedriveRuns(Database database) {
    this.database = database;
    this.scopes = new RedriveScopes(database.reader(), database.cipher());
  }

  @Override
  public Extent extent(RedriveScope scope, int maxRedrives) {
    return scopes.extent(scope, maxRedrives);
  }

  @Override
  public void create(RedriveRun run, AuditEntry entry) {
    database.write(sql -> {
      sql.sql(INSERT.replace("NOW", database.now()))
          .param("id", run.id())
          .param("document", run.document())
          .param("state", run.state().name())
          .param("note", run.note())
          .param("canary", run.progress().canary() ? 1 : 0)
          .param("rate", RedriveRows.rate(run.progress().rate()))
          .update();
      AuditRows.insert(sql, database.now(), entry);
      return true;
    });
  }

  @Override
  public Optional<RedriveRun> find(String id) {
    return database
        .reader()
        .sql("SELECT * FROM redrive_run WHERE id = :id")
        .param("id", id)
        .query(RedriveRows::run)
        .optional();
  }

  @Override
  public List<RedriveRun> page(@Nullable String before, int limit) {
    Condition where = new Condition();
    where.and("id < :before", "before", before);
    return database
        .reader()
        .sql("SELECT * FROM redrive_run " + where.sql() + " ORDER BY id DESC LIMIT :limit")
        .params(where.params())
        .param("limit", limit)
        .query(RedriveRows::run)
        .list();
  }

  @Override
  public boolean change(
      String id, Set<RedriveRun.State> from, RedriveRun.Step step, AuditEntry entry) {
    return database.write(sql -> {
      int changed =
          RedriveRows.step(sql, CHANGE.replace("NOW", database.now()), step)
              .param("id", id)
              .param("from", from.stream().map(Enum::name).toList())
              .update();
      if (changed == 1) {
        RedriveRows.closeIfOver(sql, id);
        AuditRows.insert(sql, database.now(), entry);
      }
      return changed == 1;
    });
  }

  @Override
  public List<Untransformed> untransformed(String runId, String after, int limit) {
    return UntransformedRows.page(database.reader(), database.cipher(), runId, after, limit);
  }

  @Override
  public List<Letter> letters(String runId, @Nullable Outcome outcome, long after, int limit) {
    return database
        .reader()
        .sql(lettersOf(outcome))
        .param("run", runId)
        .param("after", after)
        .param("limit", limit)
        .query(RedriveRows::letter)
        .list();
  }

  /// Those that are dead again and those on their way are found by indexes of their own, whose
  /// conditions stand here word for word.
  static String lettersOf(@Nullable Outcome outcome) {
    String condition =
        switch (outcome) {
          case null -> "";
          case PENDING -> " AND state < 2 AND state = 0";
          case DELIVERED -> " AND state = 2";
          case DEAD_AGAIN -> " AND dead_letter_id IS NOT NULL";
        };
    return "SELECT * FROM redrive_letter WHERE run_id = :run AND number > :after"
        + condition
        + " ORDER BY number LIMIT :limit";
  }
}
