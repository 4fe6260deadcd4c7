package dev.tripline.benchmarks.store;

import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/// A queue in PostgreSQL beside a snapshot that stays open, as a dump has one: nothing that is gone can
/// be removed meanwhile. `BENCH_SNAPSHOT_SECONDS` in the environment shortens it.
public final class SnapshotBenchmark implements Benchmark {
  private static final Duration OPEN =
      Duration.ofSeconds(
          Long.parseLong(System.getenv().getOrDefault("BENCH_SNAPSHOT_SECONDS", "600")));
  private static final int PER_SECOND = 2_000;
  private static final int FAIL_EVERY = 5;
  private static final int BACKLOG = 200_000;
  private static final int AT_ONCE = 2_000;

  private final Report report =
      new Report(
          "PostgreSQL beside an open snapshot",
          ("%,d events of 300 bytes a second, of which every fifth fails once and is tried again"
                  + " after a second, to a function that does nothing; first for a fifth of the"
                  + " time, then for %d s beside an open snapshot, then a backlog of %,d beside it."
                  + " The rate is that of the last fifth.")
              .formatted(PER_SECOND, OPEN.toSeconds(), BACKLOG));

  @Override
  public Report run() throws IOException, InterruptedException {
    try (PostgresServer server = PostgresServer.start();
        MeasuredQueue queue =
            new MeasuredQueue(server, "snapshot", new ImmediateFunction(FAIL_EVERY))) {
      measure(queue);
    } catch (SQLException e) {
      throw new IOException("the snapshot cannot be opened", e);
    }
    return report;
  }

  private void measure(MeasuredQueue queue) throws SQLException, InterruptedException {
    Duration part = OPEN.dividedBy(5);
    queue.drain(BACKLOG);
    offer(queue, part);
    queue.vacuumEmptyQueue();
    double without = offer(queue, part);
    double drained = queue.drain(BACKLOG);
    queue.vacuumEmptyQueue();
    try (Connection dump = queue.connect();
        Statement statement = dump.createStatement()) {
      dump.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      dump.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM invocation");
      offer(queue, part.multipliedBy(4));
      double beside = offer(queue, part);
      report.figure("delivered without it", "/s", List.of(without));
      report.figure("delivered beside it", "/s", List.of(beside));
      report.atLeast(95, "beside it", "% of without it", List.of(100 * beside / without));
      report.figure("backlog delivered without it", "/s", List.of(drained));
      report.figure("backlog delivered beside it", "/s", List.of(queue.drain(BACKLOG)));
      report.figure("rows that were gone and kept", "rows", List.of(dead(queue)));
    }
  }

  /// Offers events at a steady rate, whatever becomes of them, and answers how many were delivered a
  /// second.
  private static double offer(MeasuredQueue queue, Duration length) throws InterruptedException {
    long before = queue.signals.figures().delivered();
    Semaphore places = new Semaphore(AT_ONCE);
    long from = System.nanoTime();
    long count = length.toSeconds() * PER_SECOND;
    for (long i = 0; i < count; i++) {
      long wait = from + i * 1_000_000_000L / PER_SECOND - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      places.acquire();
      Thread.startVirtualThread(() -> {
        try {
          queue.accept();
        } finally {
          places.release();
        }
      });
    }
    double seconds = (System.nanoTime() - from) / 1e9;
    return (queue.signals.figures().delivered() - before) / seconds;
  }

  private static double dead(MeasuredQueue queue) throws SQLException {
    try (Connection connection = queue.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT n_dead_tup FROM pg_stat_all_tables WHERE relname = 'invocation'")) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
