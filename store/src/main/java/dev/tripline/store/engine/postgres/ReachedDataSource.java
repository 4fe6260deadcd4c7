package dev.tripline.store.engine.postgres;

import dev.tripline.store.engine.SqlErrors;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Connections of a pool while the server answers. While it does not, and when there is none to be
/// had in time, callers get a [dev.tripline.spi.store.StoreUnavailableException].
final class ReachedDataSource extends DelegatingDataSource {
  private static final Logger log = LoggerFactory.getLogger(ReachedDataSource.class);
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final PostgresWatch watch;
  private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - MINUTE_NANOS);

  ReachedDataSource(DataSource pool, PostgresWatch watch) {
    super(pool);
    this.watch = watch;
  }

  @Override
  public Connection getConnection() {
    watch.require();
    try {
      return obtainTargetDataSource().getConnection();
    } catch (SQLException e) {
      watch.doubt();
      warn(e);
      throw SqlErrors.notReached(e);
    }
  }

  /// Of an outage the watch tells; once a minute, of all else.
  private void warn(SQLException e) {
    long now = System.nanoTime();
    long last = warnedAt.get();
    if (watch.outage().isEmpty()
        && now - last >= MINUTE_NANOS
        && warnedAt.compareAndSet(last, now)) {
      log.warn("No connection to the store was to be had; the work is refused: {}", e.getMessage());
    }
  }
}
