package dev.tripline.benchmarks.changes;

import dev.tripline.benchmarks.load.BacklogWindow;
import dev.tripline.benchmarks.load.BatchFunction;
import dev.tripline.benchmarks.load.HandlerLatency;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.ProcessorTime;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Changes of a table of PostgreSQL: a Java function beside Debezium's engine alone, with the same backlog in
/// turns, and the latency from a commit to the handler.
///
/// `-Dbench.changes.rows` is the size of a backlog, `-Dbench.changes.runs` the number of turns that count.
public final class ChangesBenchmark implements Benchmark {
  private static final int ROWS = Integer.getInteger("bench.changes.rows", 300_000);
  private static final int RUNS = Integer.getInteger("bench.changes.runs", 5);
  private static final int WARM_UPS = Integer.getInteger("bench.changes.warm-ups", 2);
  private static final double LEAST_PER_SECOND = 5_000;
  private static final double SHARE = 0.9;
  private static final double MOST_MILLIS = 50;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// The reader of a backlog.
  private enum Reader {
    BARE_OBJECTS("bare engine, records as objects"),
    BARE_JSON("bare engine, JSON"),
    BYTES("through a function that reads the bytes"),
    PARSED("through a function that has them parsed");

    private final String text;

    Reader(String text) {
      this.text = text;
    }

    boolean isBare() {
      return this == BARE_OBJECTS || this == BARE_JSON;
    }
  }

  @Override
  public Report run() throws IOException, InterruptedException {
    Report report =
        new Report(
            "Changes of PostgreSQL",
            ("A backlog of %d inserted rows of 200 bytes, ten a transaction, from its first tenth"
                 + " to its end. Debezium's engine alone runs in the benchmark, with a consumer"
                 + " that confirms and does nothing else, once with records as objects and once as"
                 + " JSON without schemas, which is what a function outside of the process needs."
                 + " The trigger has batches of 500, 4 at a time. Latency is from before a row's"
                 + " commit to the handler, one row after another.")
                .formatted(ROWS));
    Path secret = Files.createTempFile("tripline-secret-", "");
    Files.writeString(secret, "none");
    Map<String, String> settings =
        Map.of(
            "tripline.sources.allow",
            "127.0.0.1",
            "tripline.secrets.allowed-directories",
            String.valueOf(secret.getParent()));
    try (MeasuredTable table = new MeasuredTable();
        MeasuredDispatcher dispatcher = MeasuredDispatcher.onSqlite(settings)) {
      new Turns(table, dispatcher, secret).run(report);
    } catch (SQLException e) {
      throw new IOException(e);
    } finally {
      Files.delete(secret);
    }
    return report;
  }

  private record Turns(MeasuredTable table, MeasuredDispatcher dispatcher, Path secret) {

    void run(Report report) throws SQLException, IOException, InterruptedException {
      dispatcher.deploy(
          List.of(
              FunctionPackage.java("bytes", BatchFunction.class, "bytes"),
              FunctionPackage.java("parsed", BatchFunction.class, "parsed")));
      Map<Reader, List<BacklogWindow>> windows = new EnumMap<>(Reader.class);
      List<Double> medians = new ArrayList<>();
      List<Double> tails = new ArrayList<>();
      for (int i = 0; i < WARM_UPS + RUNS; i++) {
        for (Reader reader : Reader.values()) {
          String name = reader.name().toLowerCase(Locale.ROOT) + i;
          BacklogWindow window = reader.isBare() ? bare(reader, name) : through(reader, name);
          table.empty();
          if (i >= WARM_UPS) {
            windows.computeIfAbsent(reader, _ -> new ArrayList<>()).add(window);
          }
        }
        List<Double> waits = latency("single" + i);
        if (i >= WARM_UPS) {
          medians.add(HandlerLatency.at(waits, 0.5));
          tails.add(HandlerLatency.at(waits, 0.99));
        }
      }
      write(report, windows);
      report.atMost(MOST_MILLIS, "commit to handler, p50", "ms", medians);
      report.figure("commit to handler, p99", "ms", tails);
    }

    private static void write(Report report, Map<Reader, List<BacklogWindow>> windows) {
      List<Double> objects = rates(windows, Reader.BARE_OBJECTS);
      double peer = objects.stream().sorted().toList().get(objects.size() / 2);
      report.baseline(Reader.BARE_OBJECTS.text, "changes/s", objects);
      report.baseline(Reader.BARE_JSON.text, "changes/s", rates(windows, Reader.BARE_JSON));
      report.atLeast(
          Math.max(LEAST_PER_SECOND, SHARE * peer),
          Reader.BYTES.text,
          "changes/s",
          rates(windows, Reader.BYTES));
      report.figure(Reader.PARSED.text, "changes/s", rates(windows, Reader.PARSED));
      windows.forEach((reader, all) -> {
        for (ProcessorTime.Part part : ProcessorTime.Part.values()) {
          List<Double> micros = all.stream().map(window -> window.micros(part)).toList();
          if (micros.stream().anyMatch(value -> value >= 0.1)) {
            report.figure(reader.text + ": " + part.text(), "µs/change", micros);
          }
        }
      });
    }

    private static List<Double> rates(Map<Reader, List<BacklogWindow>> windows, Reader reader) {
      return windows.getOrDefault(reader, List.of()).stream()
          .map(BacklogWindow::perSecond)
          .toList();
    }

    private BacklogWindow bare(Reader reader, String name)
        throws SQLException, IOException, InterruptedException {
      BareEngine engine = new BareEngine(table, name);
      engine.place();
      table.fill(ROWS);
      var window = new BacklogWindow(dispatcher.process().pid(), ROWS);
      if (reader == Reader.BARE_JSON) {
        engine.readJson(window);
      } else {
        engine.readObjects(window);
      }
      engine.drop();
      return window;
    }

    private BacklogWindow through(Reader reader, String name)
        throws SQLException, InterruptedException {
      trigger(name, reader.name().toLowerCase(Locale.ROOT));
      send("POST", "/v1/triggers/" + name + "/pause");
      await(name, status -> status.path("state").asString().equals("Paused"));
      table.fill(ROWS);
      var window = new BacklogWindow(dispatcher.process().pid(), ROWS);
      long before = succeeded(status(name));
      send("POST", "/v1/triggers/" + name + "/resume");
      await(
          name,
          status -> {
            window.settled(succeeded(status) - before - (ROWS - window.left()));
            return window.left() == 0;
          });
      send("DELETE", "/v1/triggers/" + name);
      return window;
    }

    private List<Double> latency(String name)
        throws SQLException, IOException, InterruptedException {
      trigger(name, "parsed");
      await(name, status -> status.path("state").asString().equals("Enabled"));
      try {
        return HandlerLatency.measure(body -> {
          try {
            table.insert(body);
          } catch (SQLException e) {
            throw new IOException(e);
          }
        });
      } finally {
        send("DELETE", "/v1/triggers/" + name);
        table.empty();
      }
    }

    private void trigger(String name, String function) throws InterruptedException {
      dispatcher
          .client()
          .send(
              "POST",
              "/v1/triggers",
              """
              {"name":"%s","function":"%s","source":{"kind":"postgresql","host":"127.0.0.1",
               "port":%d,"database":"%s","username":"%s","password":"file:%s","tls":"DISABLE",
               "tables":["public.items"],"operations":["INSERT"],"slot":"%s","batchSize":500,
               "parallelization":4}}
              """
                  .formatted(
                      name, function, table.port(), table.database(), table.user(), secret, name))
          .orThrow();
    }

    private void send(String method, String path) throws InterruptedException {
      dispatcher.client().send(method, path, "").orThrow();
    }

    private JsonNode status(String name) throws InterruptedException {
      return JSON.readTree(dispatcher.client().send("GET", "/v1/triggers/" + name, "").orThrow());
    }

    private static long succeeded(JsonNode status) {
      return status.path("counts").path("succeeded").asLong();
    }

    @FunctionalInterface
    private interface Condition {
      boolean holds(JsonNode status);
    }

    private void await(String name, Condition condition) throws InterruptedException {
      long end = System.nanoTime() + PATIENCE.toNanos();
      JsonNode status = status(name);
      while (!condition.holds(status)) {
        if (System.nanoTime() > end) {
          throw new IllegalStateException("nothing changes any more: " + status);
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        status = status(name);
      }
    }
  }
}
