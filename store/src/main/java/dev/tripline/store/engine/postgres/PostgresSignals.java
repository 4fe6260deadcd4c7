package dev.tripline.store.engine.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signals to nodes, by LISTEN and NOTIFY, that there is work which any of them may take. A signal
/// may be lost with a connection, so whoever waits for one also looks from time to time.
public final class PostgresSignals implements AutoCloseable {
  /// SQL that signals when its transaction commits.
  public static final String NOTIFY = "SELECT pg_notify('tripline_work', '')";

  private static final Logger log = LoggerFactory.getLogger(PostgresSignals.class);
  private static final int WAIT_MILLIS = 250;
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ConnectionSource connections;
  private final Thread thread;
  private volatile boolean closed;

  @FunctionalInterface
  interface ConnectionSource {
    Connection open() throws SQLException;
  }

  private PostgresSignals(ConnectionSource connections) {
    this.connections = connections;
    this.thread = Thread.ofPlatform().name("store-signals").daemon().unstarted(this::run);
  }

  static PostgresSignals listen(ConnectionSource connections) {
    PostgresSignals signals = new PostgresSignals(connections);
    signals.thread.start();
    return signals;
  }

  /// @param listener called on the listening thread; must not block
  public void onWork(Runnable listener) {
    listeners.add(listener);
  }

  private void run() {
    while (!closed) {
      try (Connection connection = connections.open();
          Statement statement = connection.createStatement()) {
        statement.execute("LISTEN tripline_work");
        receive(connection.unwrap(PGConnection.class));
      } catch (SQLException e) {
        if (!closed) {
          log.warn("Signals from other nodes are lost, listening again in 1 s: {}", e.getMessage());
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  private void receive(PGConnection connection) throws SQLException {
    while (!closed) {
      Object @Nullable [] signals = connection.getNotifications(WAIT_MILLIS);
      if (signals != null && signals.length > 0) {
        listeners.forEach(Runnable::run);
      }
    }
  }

  /// Ends within a second.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the thread is a daemon and sees `closed` by itself
    }
  }
}
