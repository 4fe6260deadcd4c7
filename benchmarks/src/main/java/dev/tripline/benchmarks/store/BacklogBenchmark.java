package dev.tripline.benchmarks.store;

import dev.tripline.benchmarks.load.DiskLimit;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A backlog in PostgreSQL whose planner believes that the queue is empty, as it mostly is.
public final class BacklogBenchmark implements Benchmark {
  private static final int BACKLOG = 200_000;
  private static final int RUNS = 5;

  private final Report report =
      new Report(
          "Backlog on PostgreSQL",
          "200,000 events of 300 bytes, accepted while none is delivered, to a function that does"
              + " nothing, in one process without HTTP. Before each run the empty queue is vacuumed"
              + " and analysed. From the first start to the last completion, both durable.");

  @Override
  public Report run() throws IOException, InterruptedException {
    report.baseline("fdatasync of 4 KB appended", "sync/s", DiskLimit.measure(RUNS));
    List<Double> rates = new ArrayList<>();
    try (PostgresServer server = PostgresServer.start();
        MeasuredQueue queue = new MeasuredQueue(server, "backlog", new ImmediateFunction(0))) {
      queue.drain(BACKLOG);
      for (int run = 0; run < RUNS; run++) {
        queue.vacuumEmptyQueue();
        rates.add(queue.drain(BACKLOG));
      }
    } catch (SQLException e) {
      throw new IOException("the queue cannot be vacuumed", e);
    }
    report.atLeast(25_000, "backlog delivered to a no-op", "/s delivered", rates);
    report.atLeast(
        80,
        "slowest run",
        "% of the fastest",
        List.of(100 * Collections.min(rates) / Collections.max(rates)));
    return report;
  }
}
