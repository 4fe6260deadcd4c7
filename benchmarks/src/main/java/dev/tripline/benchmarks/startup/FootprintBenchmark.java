package dev.tripline.benchmarks.startup;

import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Machine;
import dev.tripline.benchmarks.report.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Start-up time and resident memory of an idle dispatcher.
public final class FootprintBenchmark implements Benchmark {
  private static final int RUNS = 3;
  private static final Duration SETTLING = Duration.ofSeconds(3);

  private final Report report =
      new Report(
          "Footprint",
          "The dispatcher on a new SQLite store, started as bin/demo starts it (serial collector,"
              + " small first heap), "
              + SETTLING.toSeconds()
              + " s after it was ready.");

  @Override
  public Report run() throws IOException, InterruptedException {
    List<Double> startup = new ArrayList<>();
    List<Double> memory = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      try (MeasuredDispatcher dispatcher = MeasuredDispatcher.onSqlite()) {
        startup.add(dispatcher.process().startup().toMillis() / 1_000.0);
        LockSupport.parkNanos(SETTLING.toNanos());
        memory.add(Machine.residentMegabytes(dispatcher.process().pid()));
      }
    }
    report.figure("From start of the process to ready", "s", startup);
    report.atMost(250, "Resident memory, idle", "MB", memory);
    return report;
  }
}
