package dev.tripline.benchmarks.kafka;

import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.ProcessorTime;
import dev.tripline.benchmarks.report.ProcessorTime.Part;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.KafkaServer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A backlog of a topic through functions, beside a bare consumer, in turns.
final class KafkaThroughput implements AutoCloseable {
  private static final int WARM_UPS = 2;
  private static final int RUNS = 5;
  private static final double SHARE = 0.6;

  private final KafkaServer server;
  private final MeasuredDispatcher dispatcher;
  private final KafkaLoad load;
  private final int records;
  private final int batch;
  private final Backlog backlog;
  private final String topic;

  /// @param records size of a backlog
  KafkaThroughput(
      KafkaServer server, MeasuredDispatcher dispatcher, int records, int batch, Backlog backlog) {
    this.server = server;
    this.dispatcher = dispatcher;
    this.backlog = backlog;
    this.topic = "throughput-%d-%d".formatted(backlog.partitions(), backlog.filled());
    this.load = new KafkaLoad(server, topic, backlog.partitions());
    this.records = records;
    this.batch = batch;
  }

  /// @param filled number of partitions that hold the backlog; the others are empty
  record Backlog(int partitions, int filled) {
    static Backlog of(int partitions) {
      return new Backlog(partitions, partitions);
    }

    @Override
    public String toString() {
      String all = partitions + (partitions == 1 ? " partition" : " partitions");
      return filled == partitions ? all : all + ", " + filled + " filled";
    }
  }

  /// Results of several runs of one consumer.
  private record Series(String name, List<Double> rates, Map<Part, List<Double>> micros) {
    Series(String name) {
      this(name, new ArrayList<>(), new EnumMap<>(Part.class));
    }

    void add(double rate, ProcessorTime before, ProcessorTime after, long count, List<Part> parts) {
      rates.add(rate);
      for (Part part : parts) {
        micros
            .computeIfAbsent(part, _ -> new ArrayList<>())
            .add(after.microsSince(before, part, count));
      }
    }

    void writeTo(Report report) {
      micros.forEach((part, runs) ->
          report.figure(name + ": " + part.name().toLowerCase(Locale.ROOT), "µs/record", runs));
    }
  }

  /// The first rounds do not count: all programs are cold.
  void run(Report report) throws InterruptedException {
    load.publish(records, backlog.filled());
    Series bare = new Series(named("bare consumer"));
    Series raw = new Series(named("function that reads the bytes"));
    Series parsed = new Series(named("function that has them parsed"));
    for (int round = 0; round < WARM_UPS + RUNS; round++) {
      bare(round < WARM_UPS ? new Series("") : bare, round);
      through("raw", round < WARM_UPS ? new Series("") : raw, round);
      through("parsed", round < WARM_UPS ? new Series("") : parsed, round);
    }
    double peer = bare.rates().stream().sorted().toList().get(RUNS / 2);
    report.baseline(bare.name(), "records/s", bare.rates());
    report.atLeast(peer * SHARE, raw.name(), "records/s", raw.rates());
    report.figure(parsed.name(), "records/s", parsed.rates());
    List.of(bare, raw, parsed).forEach(series -> series.writeTo(report));
  }

  private String named(String consumer) {
    return consumer + ", " + backlog;
  }

  private void bare(Series series, int round) {
    ProcessorTime before = time();
    double rate = load.bare(records, batch, "bare-" + round);
    series.add(rate, before, time(), records, List.of(Part.BROKER, Part.BENCHMARK));
  }

  private void through(String function, Series series, int round) throws InterruptedException {
    String group = topic + "-" + function + "-" + round;
    KafkaBenchmark.trigger(dispatcher, server, topic, function, group);
    load.await(group, records / 10);
    ProcessorTime before = time();
    long from = System.nanoTime();
    long already = load.committed(group);
    long to = load.await(group, records);
    long counted = records - already;
    series.add(
        counted / ((to - from) / 1e9),
        before,
        time(),
        counted,
        List.of(Part.BROKER, Part.DISPATCHER, Part.WORKERS));
    dispatcher.client().send("DELETE", "/v1/triggers/" + group, "").orThrow();
  }

  private ProcessorTime time() {
    return ProcessorTime.now(dispatcher.process().pid());
  }

  @Override
  public void close() {
    load.close();
  }
}
