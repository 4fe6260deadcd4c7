package dev.tripline.benchmarks;

import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/// Measures one queue: a backlog that a bare consumer acknowledges, the same backlog through a function,
/// and how soon a single message reaches the function. All in one run, in turns.
final class QueueMeasurement {
  private static final int RUNS = 3;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Broker broker;
  private final int backlog;

  QueueMeasurement(Broker broker, int backlog) {
    this.broker = broker;
    this.backlog = backlog;
  }

  /// The queue under measurement.
  interface Broker {
    void send(int count, String body) throws IOException, InterruptedException;

    /// Receives and acknowledges that many; blocks until it is done.
    void drain(int count) throws IOException, InterruptedException;

    /// The `source` of a trigger on this queue.
    String source();
  }

  /// @param bare messages a second
  /// @param function messages a second
  /// @param latency median from publishing to the handler, in milliseconds
  record Figures(List<Double> bare, List<Double> function, List<Double> latency) {}

  Figures run(Dispatcher dispatcher) throws IOException, InterruptedException {
    var figures = new Figures(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    String body = "x".repeat(1_024);
    dispatcher.deploy(List.of(FunctionPackage.java("queue", QueueFunction.class, "handle")));
    DispatcherClient client = dispatcher.client();
    client
        .send(
            "POST",
            "/v1/triggers",
            "{\"name\":\"bench\",\"function\":\"queue\",\"paused\":true,\"source\":"
                + broker.source()
                + "}")
        .orThrow();
    for (int i = 0; i <= RUNS; i++) {
      broker.send(backlog, body);
      long from = System.nanoTime();
      broker.drain(backlog);
      double bare = perSecond(from);
      broker.send(backlog, body);
      long before = succeeded(client);
      from = System.nanoTime();
      client.send("POST", "/v1/triggers/bench/resume", "").orThrow();
      await(client, before + backlog);
      double function = perSecond(from);
      // The first turn warms up.
      if (i > 0) {
        figures.bare.add(bare);
        figures.function.add(function);
        List<Double> waits = HandlerLatency.measure(message -> broker.send(1, message));
        figures.latency.add(HandlerLatency.at(waits, 0.5));
      }
      client.send("POST", "/v1/triggers/bench/pause", "").orThrow();
      awaitState(client, "Paused");
    }
    return figures;
  }

  private double perSecond(long from) {
    return backlog / ((System.nanoTime() - from) / 1e9);
  }

  private static long succeeded(DispatcherClient client) throws InterruptedException {
    String status = client.send("GET", "/v1/triggers/bench", "").orThrow();
    return JSON.readTree(status).path("counts").path("succeeded").asLong();
  }

  private static void await(DispatcherClient client, long succeeded) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (succeeded(client) < succeeded) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "only " + succeeded(client) + " of " + succeeded + " messages were delivered");
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private static void awaitState(DispatcherClient client, String state)
      throws InterruptedException {
    String status;
    do {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      status = client.send("GET", "/v1/triggers/bench", "").orThrow();
    } while (!JSON.readTree(status).path("state").asString().equals(state));
  }
}
