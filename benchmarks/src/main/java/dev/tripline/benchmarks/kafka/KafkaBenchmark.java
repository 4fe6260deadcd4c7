package dev.tripline.benchmarks.kafka;

import dev.tripline.benchmarks.load.BatchFunction;
import dev.tripline.benchmarks.load.HandlerLatency;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Machine;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.FunctionPackage;
import dev.tripline.testkit.server.KafkaServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Records of a Kafka topic through a function in a worker process, beside a bare consumer of the same
/// client on the same broker.
///
/// `-Dbench.kafka.records` is the number of records in a run, `-Dbench.kafka.partitions=1,2,4` the
/// numbers of partitions, `-Dbench.kafka.memory` the number of records over which memory is watched.
public final class KafkaBenchmark implements Benchmark {
  private static final int RUNS = 3;
  private static final int BATCH = 500;
  private static final int MEMORY_MB = 512;
  private static final int RECORDS = Integer.getInteger("bench.kafka.records", 1_500_000);
  private static final int WATCHED = Integer.getInteger("bench.kafka.memory", 600_000);

  /// One after the other.
  private static final List<Integer> PARTITIONS =
      Stream.of(System.getProperty("bench.kafka.partitions", "1,2,4").split(","))
          .map(Integer::valueOf)
          .toList();

  private static final int SEVERAL = 4;

  private final Report report =
      new Report(
          "Kafka",
          "1 KB records, batches of 500, one Java function of 512 MB in worker processes; a"
              + " backlog of "
              + RECORDS
              + " records, from the first tenth committed to the last. Broker, dispatcher and"
              + " workers share the machine. The bare consumer commits each batch and looks at each"
              + " value's length; it has the client's own settings. As many batches are with"
              + " workers as there are partitions; latency and memory are taken with "
              + SEVERAL
              + " of them.");

  @Override
  public Report run() throws IOException, InterruptedException {
    try (KafkaServer server = KafkaServer.start();
        MeasuredDispatcher dispatcher = MeasuredDispatcher.onSqlite()) {
      dispatcher.deploy(
          List.of(
              FunctionPackage.java("parsed", KafkaFunction.class, "parsed").withMemory(MEMORY_MB),
              FunctionPackage.java("raw", KafkaFunction.class, "raw").withMemory(MEMORY_MB),
              FunctionPackage.java("latency", BatchFunction.class, "parsed")));
      throughput(server, dispatcher);
      latency(server, dispatcher);
      memory(server, dispatcher);
    }
    return report;
  }

  private void throughput(KafkaServer server, MeasuredDispatcher dispatcher)
      throws InterruptedException {
    List<KafkaThroughput.Backlog> backlogs =
        Stream.concat(
                PARTITIONS.stream().map(KafkaThroughput.Backlog::of),
                Stream.of(new KafkaThroughput.Backlog(SEVERAL, 1)))
            .toList();
    for (KafkaThroughput.Backlog backlog : backlogs) {
      try (var measurement = new KafkaThroughput(server, dispatcher, RECORDS, BATCH, backlog)) {
        measurement.run(report);
      }
    }
  }

  private void latency(KafkaServer server, MeasuredDispatcher dispatcher)
      throws IOException, InterruptedException {
    try (KafkaLoad load = new KafkaLoad(server, "light", SEVERAL)) {
      trigger(dispatcher, server, "light", "latency", "latency-0");
      List<Double> medians = new ArrayList<>();
      List<Double> tails = new ArrayList<>();
      for (int i = 0; i < RUNS + 1; i++) {
        List<Double> waits =
            HandlerLatency.measure(
                message -> load.publish(message.getBytes(StandardCharsets.UTF_8)));
        if (i > 0) {
          medians.add(HandlerLatency.at(waits, 0.5));
          tails.add(HandlerLatency.at(waits, 0.99));
        }
      }
      report.atMost(5, "publish to handler, p50", "ms", medians);
      report.figure("publish to handler, p99", "ms", tails);
      dispatcher.client().send("DELETE", "/v1/triggers/latency-0", "").orThrow();
    }
  }

  /// Resident memory over a long run, sampled after each part of it.
  private void memory(KafkaServer server, MeasuredDispatcher dispatcher)
      throws InterruptedException {
    try (KafkaLoad load = new KafkaLoad(server, "memory", SEVERAL)) {
      trigger(dispatcher, server, "memory", "raw", "memory-0");
      int part = Math.min(WATCHED, 200_000);
      List<Double> megabytes = new ArrayList<>();
      for (long sent = part; sent <= WATCHED; sent += part) {
        load.publish(part, SEVERAL);
        load.await("memory-0", sent);
        load.truncate();
        megabytes.add(Machine.residentMegabytes(dispatcher.process().pid()));
        System.out.printf("%,d records: %.0f MB%n", sent, megabytes.getLast());
      }
      List<Double> late = megabytes.subList(megabytes.size() / 2, megabytes.size());
      report.figure("resident memory, first part of the run", "MB", List.of(megabytes.getFirst()));
      report.figure("resident memory, later half of " + WATCHED + " records", "MB", late);
      dispatcher.client().send("DELETE", "/v1/triggers/memory-0", "").orThrow();
    }
  }

  static void trigger(
      MeasuredDispatcher dispatcher, KafkaServer server, String topic, String function, String name)
      throws InterruptedException {
    dispatcher
        .client()
        .send(
            "POST",
            "/v1/triggers",
            """
            {"name": "%s", "function": "%s", "source": {"kind": "kafka",
             "bootstrapServers": ["%s"], "topic": "%s", "consumerGroup": "%s",
             "startingPosition": "TRIM_HORIZON", "batchSize": %d, "batchWindowSeconds": 0}}
            """
                .formatted(name, function, server.bootstrapServers(), topic, name, BATCH))
        .orThrow();
  }
}
