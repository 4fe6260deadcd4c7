package dev.tripline.store.health;

import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Asks PostgreSQL's statistics. Sessions of other roles are seen by a role with `pg_read_all_stats`
/// only.
public final class PostgresQueueHealth implements Supplier<QueueHealth> {
  private static final String OLDEST =
      """
      SELECT holder, (extract(epoch FROM clock_timestamp() - since) * 1000)::bigint AS age FROM (
        SELECT format('session %s (%s, %s)', pid, usename, application_name), xact_start
        FROM pg_stat_activity
        WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND xact_start IS NOT NULL
          AND pid <> pg_backend_pid() AND backend_type <> 'autovacuum worker'
          AND (datname = current_database() OR datname IS NULL)
        UNION ALL
        SELECT format('prepared transaction %s', gid), prepared
        FROM pg_prepared_xacts WHERE database = current_database()) AS open (holder, since)
      ORDER BY since LIMIT 1
      """;

  private static final String DEAD =
      """
      SELECT coalesce(sum(n_dead_tup), 0)::bigint FROM pg_stat_all_tables
      WHERE relid IN ('invocation'::regclass, 'outbox'::regclass)
      """;

  private final JdbcClient reader;

  public PostgresQueueHealth(JdbcClient reader) {
    this.reader = reader;
  }

  @Override
  public QueueHealth get() {
    long dead = reader.sql(DEAD).query(Long.class).single();
    return reader
        .sql(OLDEST)
        .query((row, _) ->
            new QueueHealth(Duration.ofMillis(row.getLong("age")), row.getString(1), dead))
        .optional()
        .orElseGet(() -> new QueueHealth(Duration.ZERO, null, dead));
  }
}
