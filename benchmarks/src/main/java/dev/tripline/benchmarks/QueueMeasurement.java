package dev.tripline.benchmarks;

import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/// Measures one queue: a backlog that a bare consumer acknowledges, the same backlog through a function,
/// and how soon a single message reaches the function. All in one run, in turns.
final class QueueMeasurement {
  private static final int RUNS = 3;
  private static final int SINGLES = 500;
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
        figures.latency.add(latency());
      }
      client.send("POST", "/v1/triggers/bench/pause", "").orThrow();
      awaitState(client, "Paused");
    }
    return figures;
  }

  private double latency() throws IOException, InterruptedException {
    List<Long> micros = new ArrayList<>();
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(10_000);
      for (int i = 0; i < SINGLES; i++) {
        broker.send(1, QueueFunction.timed(socket.getLocalPort()));
        var packet = new DatagramPacket(new byte[32], 32);
        socket.receive(packet);
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        micros.add(Long.valueOf(text));
      }
    }
    micros.sort(null);
    return micros.get(SINGLES / 2) / 1_000.0;
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
