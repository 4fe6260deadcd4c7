package dev.tripline.benchmarks.http;

import dev.tripline.benchmarks.load.DiskLimit;
import dev.tripline.benchmarks.load.EchoFunctions;
import dev.tripline.benchmarks.load.HttpLoad;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Events that are accepted durably and delivered later, beside the disk's own limit and beside two
/// job queues for Node on the same PostgreSQL.
public final class AsynchronousBenchmark implements Benchmark {
  private static final int PUBLISHERS = 64;
  private static final int RUNS = 3;
  private static final int SECONDS = 4;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final int BACKLOG = 150_000;
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Report report =
      new Report(
          "Asynchronous invocations",
          "80-byte events from 64 publishers; accepting is one HTTP call an event, answered after"
              + " the commit, while deliveries wait; delivering is measured from the first accept"
              + " to the last completion, both durable. fsync is on everywhere. The peers accept"
              + " and deliver in their own process, without HTTP.");

  @Override
  public Report run() throws IOException, InterruptedException {
    report.baseline("fdatasync of 4 KB appended", "sync/s", DiskLimit.measure(RUNS));
    measure("SQLite", Map.of(), 15_000);
    try (PostgresServer postgres = PostgresServer.start()) {
      peer("graphile-worker", postgres);
      peer("pg-boss", postgres);
      measure("PostgreSQL", storeOn(postgres, "tripline"), 10_000);
    }
    throughWorkers();
    return report;
  }

  private void measure(String store, Map<String, String> settings, int limit)
      throws IOException, InterruptedException {
    try (MeasuredDispatcher dispatcher = withoutFunctions(settings)) {
      dispatcher.deploy(List.of(EchoFunctions.python("noop")));
      HttpLoad load = dispatcher.asynchronousLoad("noop");
      load.run(PUBLISHERS, WARM_UP);
      List<Double> accepted = new ArrayList<>();
      List<Double> delivered = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        int count = limit * SECONDS;
        bench(dispatcher, "close");
        long before = numbers(bench(dispatcher, "delivered")).getFirst();
        HttpLoad.Result result = load.send(PUBLISHERS, count);
        accepted.add(result.perSecond());
        bench(dispatcher, "open");
        long expected = before + count - result.failures();
        long nanos = numbers(bench(dispatcher, "await?delivered=" + expected)).getFirst();
        delivered.add((expected - before) / (nanos / 1e9));
      }
      report.atLeast(limit, store + ": accepted over HTTP", "/s accepted", accepted);
      report.figure(store + ": that backlog delivered to a no-op", "/s delivered", delivered);
      publish(dispatcher, store);
    }
  }

  /// Settings for a new database on the server.
  private static Map<String, String> storeOn(PostgresServer postgres, String database) {
    return Map.of(
        "tripline.store.engine", "postgresql",
        "tripline.store.url", postgres.createDatabase(database),
        "tripline.store.username", postgres.user());
  }

  /// The gated invoker stands in place of functions.
  private static MeasuredDispatcher withoutFunctions(Map<String, String> store)
      throws IOException, InterruptedException {
    Map<String, String> settings = new HashMap<>(store);
    settings.put("bench.invoker", "gated");
    return MeasuredDispatcher.start(MeasuredApplication.class, settings);
  }

  private void publish(MeasuredDispatcher dispatcher, String store) throws InterruptedException {
    List<Double> accepted = new ArrayList<>();
    List<Double> delivered = new ArrayList<>();
    for (int i = 0; i < RUNS + 1; i++) {
      String path = "publish?function=noop&threads=" + PUBLISHERS + "&count=" + BACKLOG;
      List<Long> nanos = numbers(bench(dispatcher, path));
      if (i > 0) {
        accepted.add(BACKLOG / (nanos.get(0) / 1e9));
        delivered.add(BACKLOG / (nanos.get(1) / 1e9));
      }
    }
    report.figure(store + ": accepted without HTTP, deliveries running", "/s accepted", accepted);
    report.atLeast(
        25_000,
        store + ": accepted without HTTP and delivered to a no-op",
        "/s delivered",
        delivered);
  }

  private void throughWorkers() throws IOException, InterruptedException {
    try (MeasuredDispatcher dispatcher =
        MeasuredDispatcher.start(MeasuredApplication.class, Map.of())) {
      dispatcher.deploy(List.of(EchoFunctions.java("java")));
      dispatcher.synchronousLoad("java").run(4, WARM_UP);
      HttpLoad load = dispatcher.asynchronousLoad("java");
      List<Double> perSecond = new ArrayList<>();
      for (int i = 0; i < RUNS + 1; i++) {
        long before = numbers(bench(dispatcher, "delivered")).getFirst();
        long from = System.nanoTime();
        long count = 30_000 - load.send(PUBLISHERS, 30_000).failures();
        bench(dispatcher, "await?delivered=" + (before + count));
        if (i > 0) {
          perSecond.add(count / ((System.nanoTime() - from) / 1e9));
        }
      }
      report.atLeast(
          6_000, "SQLite: accepted over HTTP and run by Java", "/s delivered", perSecond);
    }
  }

  private void peer(String name, PostgresServer postgres) throws IOException, InterruptedException {
    Optional<NodePeer> installed = NodePeer.install(name);
    if (installed.isEmpty()) {
      return;
    }
    try (NodePeer peer = installed.orElseThrow()) {
      List<Double> accepted = new ArrayList<>();
      List<Double> delivered = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        String database = name.replace('-', '_') + i;
        postgres.createDatabase(database);
        Map<String, Double> figures =
            peer.run(
                Map.of(
                    "DATABASE_URL",
                    "postgres://postgres@127.0.0.1:" + postgres.port() + "/" + database,
                    "BACKLOG",
                    Integer.toString(BACKLOG),
                    "PAYLOAD",
                    new String(EchoFunctions.EVENT, StandardCharsets.UTF_8)));
        accepted.add(figures.getOrDefault("accept", 0.0));
        delivered.add(figures.getOrDefault("deliver", 0.0));
      }
      report.baseline(name + ": accepted", "/s accepted", accepted);
      report.baseline(name + ": backlog delivered to a no-op", "/s delivered", delivered);
    }
  }

  private static String bench(MeasuredDispatcher dispatcher, String path)
      throws InterruptedException {
    String event = new String(EchoFunctions.EVENT, StandardCharsets.UTF_8);
    return dispatcher.client().send("POST", "/bench/" + path, event).orThrow();
  }

  private static List<Long> numbers(String json) {
    return NUMBER.matcher(json).results().map(MatchResult::group).map(Long::valueOf).toList();
  }
}
