package dev.tripline.dispatcher.bus;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A function at an HTTP endpoint that is given `{"group":…, "n":…}`, and remembers each run. Each group
/// counts from 0. Safe for many threads.
final class GroupSink implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final AtomicLong clock = new AtomicLong();
  private final List<Run> runs = new ArrayList<>();

  /// @param succeeds asked within each run
  GroupSink(Predicate<Run> succeeds) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode event = JSON.readTree(exchange.getRequestBody().readAllBytes());
          Run run = begin(event.required("group").asString(), event.required("n").asInt());
          boolean good = succeeds.test(run);
          synchronized (this) {
            run.good = good;
            run.end = clock.incrementAndGet();
          }
          exchange.sendResponseHeaders(good ? 200 : 400, -1);
          exchange.close();
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /// One run of the function; `end` is 0 until it has ended.
  static final class Run {
    final String group;
    final int n;
    final int attempt;
    private final long start;
    private long end;
    private boolean good;

    private Run(String group, int n, int attempt, long start) {
      this.group = group;
      this.n = n;
      this.attempt = attempt;
      this.start = start;
    }

    @Override
    public String toString() {
      return "%s %d, attempt %d, %d to %d, %s".formatted(group, n, attempt, start, end, good);
    }
  }

  private synchronized Run begin(String group, int n) {
    int before = (int) runs.stream().filter(run -> run.group.equals(group) && run.n == n).count();
    Run run = new Run(group, n, before + 1, clock.incrementAndGet());
    runs.add(run);
    return run;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  synchronized int count() {
    return runs.size();
  }

  /// The number of different events that were run.
  synchronized long events() {
    return runs.stream().map(run -> run.group + " " + run.n).distinct().count();
  }

  /// The runs of a group that were good.
  synchronized List<Integer> good(String group) {
    return runs.stream().filter(run -> run.group.equals(group) && run.good).map(r -> r.n).toList();
  }

  /// Whether each event was run, and was good once unless it is dead.
  synchronized boolean isDone(List<String> groups, int each, Predicate<Run> dead) {
    long ended =
        runs.stream()
            .filter(run -> run.good || (run.end > 0 && dead.test(run)))
            .map(run -> run.group + " " + run.n)
            .distinct()
            .count();
    return ended == (long) groups.size() * each;
  }

  /// Runs that should not have been: an event of a group begins when the one before it has ended well,
  /// or for good.
  ///
  /// @param dead whether an event ends as a dead letter
  synchronized List<String> violations(Predicate<Run> dead) {
    List<String> violations = new ArrayList<>();
    Map<String, List<Run>> byGroup = new HashMap<>();
    for (Run run : runs) {
      List<Run> before = byGroup.computeIfAbsent(run.group, _ -> new ArrayList<>());
      int last = before.isEmpty() ? -1 : before.getLast().n;
      boolean next =
          run.n == last + 1
              && (last < 0
                  || before.stream()
                      .anyMatch(other ->
                          other.n == last
                              && (other.good || dead.test(other))
                              && other.end > 0
                              && other.end < run.start));
      if (run.n != last && !next) {
        violations.add(run + " after " + (before.isEmpty() ? "nothing" : before.getLast()));
      }
      before.add(run);
    }
    return violations;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
