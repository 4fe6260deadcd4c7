package dev.tripline.store.engine.postgres;

import dev.tripline.spi.liveness.VitalThreads;
import dev.tripline.spi.store.StoreUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the server once a second whether it takes changes, on a connection and a thread of its own. A
/// connection that breaks is no outage; one that cannot be made is. While there is one, nothing is
/// asked of the server, so that callers need not wait for their timeouts; its beginning and its end
/// are logged here and nowhere else. Safe for many threads.
final class PostgresWatch implements AutoCloseable {
  /// The longest time for an answer, and for a new connection.
  static final int PATIENCE_SECONDS = 5;

  private static final Logger log = LoggerFactory.getLogger(PostgresWatch.class);
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final PostgresSignals.ConnectionSource connections;
  private final Thread thread;
  private volatile @Nullable String outage;
  private final AtomicLong outages = new AtomicLong();
  private volatile boolean closed;
  private long awaySince;

  private PostgresWatch(PostgresSignals.ConnectionSource connections) {
    this.connections = connections;
    this.thread = VitalThreads.ofPlatform("store-watch").unstarted(this::run);
  }

  static PostgresWatch start(PostgresSignals.ConnectionSource connections) {
    PostgresWatch watch = new PostgresWatch(connections);
    watch.thread.start();
    return watch;
  }

  /// The reason why the server is not asked now; empty while it answers.
  Optional<String> outage() {
    return Optional.ofNullable(outage);
  }

  /// The number of outages so far: connections from before the last one are broken.
  long outages() {
    return outages.get();
  }

  /// @throws StoreUnavailableException while the server is away
  void require() {
    String reason = outage;
    if (reason != null) {
      throw StoreUnavailableException.notAsked("the store does not answer: " + reason);
    }
  }

  /// A connection broke: looks at once.
  void doubt() {
    LockSupport.unpark(thread);
  }

  private void run() {
    boolean brokeBefore = false;
    while (!closed) {
      try (Connection connection = connections.open();
          Statement statement = connection.createStatement()) {
        while (!closed) {
          ask(statement);
          back();
          brokeBefore = false;
          LockSupport.parkNanos(this, PAUSE_NANOS);
        }
      } catch (SQLException e) {
        if (brokeBefore) {
          away(String.valueOf(e.getMessage()));
          LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        brokeBefore = true;
      }
    }
  }

  /// After a failover a name may lead to a server that only reads.
  private static void ask(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
      if (!row.next() || row.getBoolean(1)) {
        throw new SQLException("the server is a standby and takes no changes");
      }
    }
  }

  private void away(String reason) {
    if (closed) {
      return;
    }
    if (outage == null) {
      awaySince = System.nanoTime();
      outages.incrementAndGet();
      log.warn(
          "The store does not answer ({}): new events are refused with 503, results of functions"
              + " wait; asked again every second",
          reason.replaceAll("\\s*\\R\\s*", " "));
    }
    outage = reason;
  }

  private void back() {
    if (outage != null) {
      outage = null;
      long seconds = (System.nanoTime() - awaySince) / 1_000_000_000L;
      log.info("The store answers again, after {} s", seconds);
    }
  }

  /// Ends when a question that is under way has its answer.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
