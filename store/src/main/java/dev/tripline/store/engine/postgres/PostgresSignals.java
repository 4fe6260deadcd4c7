package dev.tripline.store.engine.postgres;

import dev.tripline.spi.liveness.VitalThreads;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signals between nodes, by LISTEN and NOTIFY, that there is work which any of them may take. A
/// signal may be lost with a connection, so whoever waits for one also looks from time to time.
///
/// A transaction with a NOTIFY takes a lock of the whole server while it commits. So a signal has a
/// transaction of its own, after the one that it tells of, and many are joined to one: a node sends
/// twenty a second at most.
public final class PostgresSignals implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PostgresSignals.class);
  private static final String NOTIFY = "SELECT pg_notify('tripline_work', '')";
  private static final int WAIT_MILLIS = 250;
  private static final long PAUSE_NANOS = 1_000_000_000L;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long BETWEEN_SIGNALS_NANOS = 50_000_000L;

  /// Failures in a row that are worth a word if the store answers otherwise.
  private static final int WORTH_A_WORD = 3;

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean announced = new AtomicBoolean();
  private final ConnectionSource connections;
  private final PostgresWatch watch;
  private final Thread receiver;
  private final Thread sender;
  private volatile boolean closed;

  @FunctionalInterface
  interface ConnectionSource {
    Connection open() throws SQLException;
  }

  private PostgresSignals(ConnectionSource connections, PostgresWatch watch) {
    this.connections = connections;
    this.watch = watch;
    this.receiver = VitalThreads.ofPlatform("store-signals").unstarted(this::receive);
    this.sender = VitalThreads.ofPlatform("store-signaller").unstarted(this::send);
  }

  static PostgresSignals listen(ConnectionSource connections, PostgresWatch watch) {
    PostgresSignals signals = new PostgresSignals(connections, watch);
    signals.receiver.start();
    signals.sender.start();
    return signals;
  }

  /// Wakes all nodes soon. Returns at once. Called after the commit of the work that it tells of.
  public void announce() {
    if (!announced.getAndSet(true)) {
      LockSupport.unpark(sender);
    }
  }

  /// @param listener called on the listening thread; must not block
  public void onWork(Runnable listener) {
    listeners.add(listener);
  }

  private void receive() {
    int failures = 0;
    while (!closed) {
      try (Connection connection = connections.open();
          Statement statement = connection.createStatement()) {
        statement.execute("LISTEN tripline_work");
        failures = 0;
        receive(connection.unwrap(PGConnection.class));
      } catch (SQLException e) {
        failures++;
        failed("Signals from other nodes are lost", failures, e);
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

  private void send() {
    int failures = 0;
    while (!closed) {
      try (Connection connection = connections.open();
          PreparedStatement notify = connection.prepareStatement(NOTIFY)) {
        failures = 0;
        send(notify);
      } catch (SQLException e) {
        failures++;
        failed("Other nodes cannot be woken, they look by themselves", failures, e);
      }
    }
  }

  /// Outages of the store are told by its watch.
  private void failed(String what, int failures, SQLException e) {
    if (closed) {
      return;
    }
    watch.doubt();
    if (failures == WORTH_A_WORD && watch.outage().isEmpty()) {
      log.warn("{} though the store answers; tried every second: {}", what, e.getMessage());
    }
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  private void send(PreparedStatement notify) throws SQLException {
    while (!closed) {
      if (announced.getAndSet(false)) {
        notify.execute();
        pause();
      } else {
        LockSupport.park(this);
      }
    }
  }

  /// The next signal joins what is announced meanwhile.
  private void pause() {
    long end = System.nanoTime() + BETWEEN_SIGNALS_NANOS;
    for (long left = BETWEEN_SIGNALS_NANOS; left > 0 && !closed; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  /// Ends within a second or two, even if the server does not answer.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(receiver);
    LockSupport.unpark(sender);
    try {
      receiver.join(PATIENCE);
      sender.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the threads are daemons and see `closed` by themselves
    }
  }
}
