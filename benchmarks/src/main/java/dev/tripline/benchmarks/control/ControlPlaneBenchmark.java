package dev.tripline.benchmarks.control;

import dev.tripline.benchmarks.load.EchoFunctions;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.DispatcherClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The Lambda API with many functions stored, by one caller: operations on one of them, and the pages of
/// their list. The latency is the caller's, HTTP included.
///
/// `-Dbench.functions` is the number of functions.
public final class ControlPlaneBenchmark implements Benchmark {
  private static final int FUNCTIONS = Integer.getInteger("bench.functions", 10_000);
  private static final int CALLS = 200;
  private static final int WARM_UP = 200;
  private static final int PAGE = 50;
  private static final double MOST_MILLIS = 10;
  private static final String BASE = "/2015-03-31/functions";
  private static final Pattern MARKER = Pattern.compile("\"NextMarker\"\\s*:\\s*\"([^\"]+)\"");

  private final Report report =
      new Report(
          "Control plane",
          ("%,d functions stored, on SQLite; one caller, %d calls each, another function each time."
                  + " A page has %d functions; the pages of the list are compared by the medians of"
                  + " its first and its last fifth.")
              .formatted(FUNCTIONS, CALLS, PAGE));

  @Override
  public Report run() throws IOException, InterruptedException {
    try (MeasuredDispatcher dispatcher = MeasuredDispatcher.onSqlite()) {
      DispatcherClient client = dispatcher.client();
      fill(client);
      measure(client, "GetFunctionConfiguration", "GET", i -> name(i) + "/configuration", i -> "");
      measure(client, "GetFunction", "GET", ControlPlaneBenchmark::name, i -> "");
      measure(client, "ListVersionsByFunction", "GET", i -> name(i) + "/versions", i -> "");
      measure(
          client,
          "UpdateFunctionConfiguration",
          "PUT",
          i -> name(i) + "/configuration",
          "{\"Description\":\"%d\"}"::formatted);
      measure(client, "PublishVersion", "POST", i -> name(i) + "/versions", i -> "{}");
      measure(
          client,
          "CreateAlias",
          "POST",
          i -> name(i) + "/aliases",
          "{\"Name\":\"live-%d\",\"FunctionVersion\":\"$LATEST\"}"::formatted);
      measure(
          client,
          "CreateFunction",
          "POST",
          _ -> "",
          i -> EchoFunctions.python("more-" + i).createRequest());
      measure(client, "DeleteFunction", "DELETE", i -> "/more-" + i, i -> "");
      pages(client);
    }
    return report;
  }

  private static void fill(DispatcherClient client) throws InterruptedException {
    for (int i = 0; i < FUNCTIONS; i++) {
      client
          .send("POST", BASE, EchoFunctions.python("f-%05d".formatted(i)).createRequest())
          .orThrow();
    }
  }

  /// Of another function for each call of an operation.
  private static String name(int call) {
    return "/f-%05d".formatted(Math.floorMod(call * 7_919, FUNCTIONS));
  }

  private void measure(
      DispatcherClient client,
      String operation,
      String method,
      IntFunction<String> path,
      IntFunction<String> body)
      throws InterruptedException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < WARM_UP + CALLS; i++) {
      String sent = body.apply(i);
      long from = System.nanoTime();
      client.send(method, BASE + path.apply(i), sent).orThrow();
      if (i >= WARM_UP) {
        millis.add((System.nanoTime() - from) / 1e6);
      }
    }
    report.atMost(MOST_MILLIS, operation + ", p50", "ms", millis);
  }

  private void pages(DispatcherClient client) throws InterruptedException {
    List<Double> millis = List.of();
    for (int run = 0; run < 3; run++) { // the last one counts
      millis = pagesOnce(client);
    }
    int fifth = millis.size() / 5;
    report.figure("ListFunctions, a page of the first fifth", "ms", millis.subList(0, fifth));
    report.figure(
        "ListFunctions, a page of the last fifth",
        "ms",
        millis.subList(millis.size() - fifth, millis.size()));
  }

  private static List<Double> pagesOnce(DispatcherClient client) throws InterruptedException {
    List<Double> millis = new ArrayList<>();
    String marker = "";
    do {
      String path = BASE + "/?MaxItems=" + PAGE + marker;
      long from = System.nanoTime();
      String page = client.send("GET", path, "").orThrow();
      millis.add((System.nanoTime() - from) / 1e6);
      Matcher next = MARKER.matcher(page);
      marker =
          next.find() ? "&Marker=" + URLEncoder.encode(next.group(1), StandardCharsets.UTF_8) : "";
    } while (!marker.isEmpty());
    if (millis.size() < FUNCTIONS / PAGE) {
      throw new IllegalStateException("the list has " + millis.size() + " pages only");
    }
    return millis;
  }
}
