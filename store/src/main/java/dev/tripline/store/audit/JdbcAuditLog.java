package dev.tripline.store.audit;

import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.store.engine.Condition;
import dev.tripline.store.engine.Database;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The audit on either engine.
public final class JdbcAuditLog implements AuditLog {
  private final Database database;

  public JdbcAuditLog(Database database) {
    this.database = database;
  }

  @Override
  public void record(AuditEntry entry) {
    database.write(sql -> {
      AuditRows.insert(sql, database.now(), entry);
      return 1;
    });
  }

  @Override
  public List<Recorded> page(Filter filter, @Nullable Long before, int limit) {
    Condition where = new Condition();
    where.and("sequence < :before", "before", before);
    where.and("actor = :actor", "actor", filter.actor());
    where.and("action = :action", "action", filter.action());
    where.and("target_kind = :kind", "kind", filter.targetKind());
    where.and("target_id = :target", "target", filter.targetId());
    where.and("at >= :from", "from", Condition.millis(filter.from()));
    where.and("at < :to", "to", Condition.millis(filter.to()));
    return database
        .reader()
        .sql("SELECT * FROM audit " + where.sql() + " ORDER BY sequence DESC LIMIT :limit")
        .params(where.params())
        .param("limit", limit)
        .query(AuditRows::read)
        .list();
  }
}
