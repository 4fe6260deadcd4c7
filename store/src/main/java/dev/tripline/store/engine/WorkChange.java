package dev.tripline.store.engine;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Any work as part of a group. A savepoint keeps its failure from the others.
public final class WorkChange<T extends @Nullable Object> extends Change<T> {
  private static final Kind<WorkChange<?>> KIND = WorkChange::applyAll;

  private final SqlWork<T> work;

  public WorkChange(SqlWork<T> work) {
    super(KIND);
    this.work = work;
  }

  private static void applyAll(Session session, List<WorkChange<?>> changes) throws SQLException {
    for (WorkChange<?> change : changes) {
      change.apply(session);
    }
  }

  private void apply(Session session) throws SQLException {
    Savepoint before = session.connection().setSavepoint();
    try {
      succeed(work.run(session.client()));
      session.connection().releaseSavepoint(before);
    } catch (RuntimeException e) {
      undo(session, before, e);
      refuse(e);
    }
  }

  private static void undo(Session session, Savepoint before, RuntimeException cause) {
    try {
      session.connection().rollback(before);
    } catch (SQLException e) {
      cause.addSuppressed(e); // SQLite has rolled everything back by itself, so the group must go
      throw cause;
    }
  }
}
