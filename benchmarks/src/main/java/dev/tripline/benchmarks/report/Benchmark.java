package dev.tripline.benchmarks.report;

import java.io.IOException;

/// One measurement with its peers, all in one run.
public interface Benchmark {
  /// Blocks until everything is measured, and prints each figure as it comes.
  Report run() throws IOException, InterruptedException;
}
