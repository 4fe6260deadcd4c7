package dev.tripline.benchmarks;

import dev.tripline.benchmarks.bucket.ListingBenchmark;
import dev.tripline.benchmarks.bus.BusBenchmark;
import dev.tripline.benchmarks.changes.ChangesBenchmark;
import dev.tripline.benchmarks.control.ControlPlaneBenchmark;
import dev.tripline.benchmarks.http.AsynchronousBenchmark;
import dev.tripline.benchmarks.http.SignatureBenchmark;
import dev.tripline.benchmarks.http.SynchronousBenchmark;
import dev.tripline.benchmarks.kafka.KafkaBenchmark;
import dev.tripline.benchmarks.queue.RabbitBenchmark;
import dev.tripline.benchmarks.queue.SqsBenchmark;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.startup.ColdStartBenchmark;
import dev.tripline.benchmarks.startup.FirstCallBenchmark;
import dev.tripline.benchmarks.startup.FootprintBenchmark;
import dev.tripline.benchmarks.startup.SnapStartBenchmark;
import dev.tripline.benchmarks.store.BacklogBenchmark;
import dev.tripline.benchmarks.store.SnapshotBenchmark;
import dev.tripline.benchmarks.store.StoreBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Runs the benchmarks named as arguments, all of them if none is, and writes the figures to
/// `docs/benchmarks.md`. Started from the root of the repository by `bin/bench`.
public final class Benchmarks {
  private static final Map<String, Supplier<Benchmark>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("store", StoreBenchmark::new);
    ALL.put("backlog", BacklogBenchmark::new);
    ALL.put("snapshot", SnapshotBenchmark::new);
    ALL.put("footprint", FootprintBenchmark::new);
    ALL.put("cold-start", ColdStartBenchmark::new);
    ALL.put("first-call", FirstCallBenchmark::new);
    ALL.put("snap-start", SnapStartBenchmark::new);
    ALL.put("signature", SignatureBenchmark::new);
    ALL.put("control", ControlPlaneBenchmark::new);
    ALL.put("sync", SynchronousBenchmark::new);
    ALL.put("async", AsynchronousBenchmark::new);
    ALL.put("bus", BusBenchmark::new);
    ALL.put("listing", ListingBenchmark::new);
    ALL.put("changes", ChangesBenchmark::new);
    ALL.put("rabbitmq", RabbitBenchmark::new);
    ALL.put("sqs", SqsBenchmark::new);
    ALL.put("kafka", KafkaBenchmark::new);
  }

  private Benchmarks() {}

  public static void main(String[] names) throws IOException, InterruptedException {
    for (String name : names.length == 0 ? ALL.keySet() : List.of(names)) {
      Supplier<Benchmark> benchmark = ALL.get(name);
      if (benchmark == null) {
        System.err.println("No benchmark is named " + name + "; there are " + ALL.keySet());
        System.exit(2);
        return;
      }
      System.out.println("== " + name);
      benchmark.get().run().writeTo(Path.of("docs", "benchmarks.md"));
    }
  }
}
