package dev.tripline.benchmarks.queue;

import dev.tripline.benchmarks.load.BacklogWindow;
import dev.tripline.benchmarks.load.BatchFunction;
import dev.tripline.benchmarks.load.HandlerLatency;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.ProcessorTime;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/// Measures one kind of queue: a backlog that a bare consumer acknowledges, the same backlog through a
/// function that reads a batch's bytes and through one that has it parsed, and the latency of single
/// messages to a function. All in one run, in turns, each with a queue of its own: a long poll that a paused
/// trigger has left behind would take messages of the next turn.
///
/// `-Dbench.queue.runs` is the number of turns that count. Those before only warm up: the client of AWS keeps the
/// compilers busy for tens of thousands of calls.
final class QueueMeasurement {
  private static final int RUNS = Integer.getInteger("bench.queue.runs", 3);

  static final String NOTE =
      "Rates and processor time are from the first tenth of a backlog to its end. The bare consumer"
          + " looks at each body's length; so the function that reads a batch's bytes is its"
          + " counterpart, the other has it parsed into a map. The benchmark's own processor time"
          + " is the bare consumer, or asking the dispatcher how far it is. Latency is from before"
          + " publishing to the handler, one message after another.";

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int WARM_UPS = 3;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Broker broker;
  private final int backlog;
  private final MeasuredDispatcher dispatcher;
  private final DispatcherClient client;

  QueueMeasurement(Broker broker, int backlog, MeasuredDispatcher dispatcher) {
    this.broker = broker;
    this.backlog = backlog;
    this.dispatcher = dispatcher;
    this.client = dispatcher.client();
  }

  /// The server under measurement.
  interface Broker {
    /// Makes an empty queue.
    void open(String queue) throws IOException;

    /// Blocks until the broker has all of them.
    void send(String queue, int count, String body) throws IOException, InterruptedException;

    /// Receives, looks at and acknowledges messages until none is left; blocks until then.
    void drain(String queue, BacklogWindow window) throws IOException, InterruptedException;

    /// The `source` of a trigger on this queue.
    String source(String queue);
  }

  /// The consumer of the messages.
  enum Consumer {
    BARE,
    BYTES,
    PARSED;

    List<ProcessorTime.Part> parts() {
      return switch (this) {
        case BARE -> List.of(ProcessorTime.Part.BROKER, ProcessorTime.Part.BENCHMARK);
        case BYTES, PARSED -> List.of(ProcessorTime.Part.values());
      };
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param latency median from publishing to the handler, in milliseconds
  record Figures(Map<Consumer, List<BacklogWindow>> windows, List<Double> latency) {
    List<Double> perSecond(Consumer consumer) {
      return of(consumer).stream().map(BacklogWindow::perSecond).toList();
    }

    List<Double> micros(Consumer consumer, ProcessorTime.Part part) {
      return of(consumer).stream().map(window -> window.micros(part)).toList();
    }

    /// Writes the rates, and the processor time of each part.
    void report(Report report) {
      List<Double> bare = perSecond(Consumer.BARE);
      double peer = bare.stream().sorted().toList().get(bare.size() / 2);
      report.baseline("bare consumer, acknowledging", "messages/s", bare);
      report.atLeast(
          0.6 * peer,
          "through a function that reads the bytes",
          "messages/s",
          perSecond(Consumer.BYTES));
      report.figure(
          "through a function that has them parsed", "messages/s", perSecond(Consumer.PARSED));
      for (Consumer consumer : Consumer.values()) {
        for (ProcessorTime.Part part : consumer.parts()) {
          String name = "processor time, %s: %s".formatted(consumer.text(), part.text());
          report.figure(name, "µs/message", micros(consumer, part));
        }
      }
    }

    private List<BacklogWindow> of(Consumer consumer) {
      return windows.getOrDefault(consumer, List.of());
    }
  }

  Figures run() throws IOException, InterruptedException {
    dispatcher.deploy(
        List.of(
            FunctionPackage.java("bytes", BatchFunction.class, "bytes"),
            FunctionPackage.java("parsed", BatchFunction.class, "parsed")));
    var figures = new Figures(new EnumMap<>(Consumer.class), new ArrayList<>());
    for (int i = 0; i < WARM_UPS + RUNS; i++) {
      for (Consumer consumer : Consumer.values()) {
        BacklogWindow window = turn(consumer, consumer.text() + "-" + i);
        if (i >= WARM_UPS) {
          figures.windows.computeIfAbsent(consumer, _ -> new ArrayList<>()).add(window);
        }
      }
      List<Double> waits = latency("single-" + i);
      if (i >= WARM_UPS) {
        figures.latency.add(HandlerLatency.at(waits, 0.5));
      }
    }
    return figures;
  }

  private BacklogWindow turn(Consumer consumer, String queue)
      throws IOException, InterruptedException {
    broker.open(queue);
    broker.send(queue, backlog, "x".repeat(1_024));
    var window = new BacklogWindow(dispatcher.process().pid(), backlog);
    switch (consumer) {
      case BARE -> broker.drain(queue, window);
      case BYTES -> through("bytes", queue, window);
      case PARSED -> through("parsed", queue, window);
    }
    return window;
  }

  private void through(String function, String queue, BacklogWindow window)
      throws InterruptedException {
    trigger(function, queue);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (window.left() > 0) {
      window.settled(succeeded(queue) - (backlog - window.left()));
      if (System.nanoTime() > end) {
        throw new IllegalStateException(window.left() + " messages were not delivered");
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    delete(queue);
  }

  private List<Double> latency(String queue) throws IOException, InterruptedException {
    broker.open(queue);
    trigger("parsed", queue);
    try {
      return HandlerLatency.measure(message -> broker.send(queue, 1, message));
    } finally {
      delete(queue);
    }
  }

  private void trigger(String function, String queue) throws InterruptedException {
    String request =
        "{\"name\":\"%s\",\"function\":\"%s\",\"source\":%s}"
            .formatted(queue, function, broker.source(queue));
    client.send("POST", "/v1/triggers", request).orThrow();
  }

  private void delete(String queue) throws InterruptedException {
    client.send("DELETE", "/v1/triggers/" + queue, "").orThrow();
  }

  private long succeeded(String queue) throws InterruptedException {
    String status = client.send("GET", "/v1/triggers/" + queue, "").orThrow();
    return JSON.readTree(status).path("counts").path("succeeded").asLong();
  }
}
