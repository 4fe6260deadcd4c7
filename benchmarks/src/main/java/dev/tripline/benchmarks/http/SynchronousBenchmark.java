package dev.tripline.benchmarks.http;

import dev.tripline.benchmarks.load.EchoFunctions;
import dev.tripline.benchmarks.load.HttpLoad;
import dev.tripline.benchmarks.load.HttpMessages;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Machine;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.process.AppProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/// Invocations that wait for their result, over HTTP, beside a web server that answers by itself and
/// beside serverless-offline.
public final class SynchronousBenchmark implements Benchmark {
  private static final Duration WARM_UP = Duration.ofSeconds(25);
  private static final Duration RUN = Duration.ofSeconds(4);
  private static final int RUNS = 3;
  private static final int CALLERS = 4;
  private static final int PAIRS = 15;
  private static final int PEER_PORT = 39_611;

  private final Report report =
      new Report(
          "Synchronous invocations",
          "One 80-byte JSON event a call, answered unchanged; load generator, dispatcher and"
              + " workers share the cores.");

  @Override
  public Report run() throws IOException, InterruptedException {
    hello();
    serverlessOffline();
    try (MeasuredDispatcher dispatcher = MeasuredDispatcher.onSqlite()) {
      dispatcher.deploy(EchoFunctions.all());
      dispatcher.synchronousLoad("java").run(CALLERS, WARM_UP);
      measure(dispatcher, "java", "Java", 8_000);
      measure(dispatcher, "python", "Python", 7_000);
      measure(dispatcher, "node", "Node", 4_500);
      signed(dispatcher);
      functionUrls(dispatcher);
    }
    return report;
  }

  /// One caller whose calls are signed and verified, in turn with one at a dispatcher that demands no
  /// signature.
  private void signed(MeasuredDispatcher open) throws IOException, InterruptedException {
    try (MeasuredDispatcher guarded = MeasuredDispatcher.guarded(EchoFunctions.all())) {
      guarded.signedLoad("java").run(CALLERS, WARM_UP);
      for (String function : List.of("java", "python", "node")) {
        HttpLoad signed = guarded.signedLoad(function);
        HttpLoad unsigned = open.synchronousLoad(function);
        signed.run(CALLERS, Duration.ofSeconds(5));
        unsigned.run(CALLERS, Duration.ofSeconds(2));
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
          boolean first = i % 2 == 0;
          double one = p50(first ? signed : unsigned);
          double other = p50(first ? unsigned : signed);
          ratios.add(first ? one / other : other / one);
        }
        String name = "Signed and unsigned, " + function + ", 1 caller, p50 of one by the other's";
        report.atMost(1.15, name, "×", ratios);
      }
    }
  }

  /// One caller at a function's URL, in turn with one that invokes it.
  private void functionUrls(MeasuredDispatcher dispatcher)
      throws IOException, InterruptedException {
    for (String function : List.of("java", "python", "node")) {
      HttpLoad url = dispatcher.urlLoad(function);
      HttpLoad invoke = dispatcher.synchronousLoad(function);
      url.run(CALLERS, Duration.ofSeconds(5));
      invoke.run(CALLERS, Duration.ofSeconds(2));
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < PAIRS; i++) {
        boolean first = i % 2 == 0;
        double one = p50(first ? url : invoke);
        double other = p50(first ? invoke : url);
        ratios.add(first ? one / other : other / one);
      }
      String name =
          "Function URL and Invoke, " + function + ", 1 caller, p50 of one by the other's";
      report.atMost(1.15, name, "×", ratios);
    }
  }

  private static double p50(HttpLoad load) throws IOException {
    HttpLoad.Result result = load.run(1, Duration.ofSeconds(1));
    if (result.failures() > 0) {
      throw new IllegalStateException(result.failures() + " calls failed");
    }
    return result.p50Micros();
  }

  private void measure(
      MeasuredDispatcher dispatcher, String function, String name, double perSecond)
      throws IOException {
    HttpLoad load = dispatcher.synchronousLoad(function);
    load.run(CALLERS, Duration.ofSeconds(5));
    load.run(1, Duration.ofSeconds(3));
    List<HttpLoad.Result> single = runs(load, 1);
    report.atMost(250, name + ", 1 caller, p50", "µs", of(single, HttpLoad.Result::p50Micros));
    report.figure(name + ", 1 caller, p99", "µs", of(single, HttpLoad.Result::p99Micros));
    Duration before = Machine.cpuTime(dispatcher.process().pid());
    List<HttpLoad.Result> many = runs(load, CALLERS);
    Duration used = Machine.cpuTime(dispatcher.process().pid()).minus(before);
    report.atLeast(perSecond, name + ", " + CALLERS + " callers", "/s", perSecond(many));
    double calls = many.stream().mapToDouble(HttpLoad.Result::perSecond).sum() * RUN.toSeconds();
    report.figure(
        name + ", dispatcher's processor time a call",
        "µs",
        List.of(used.toNanos() / 1_000.0 / calls));
  }

  private void hello() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("tripline-hello-");
    AppProcess.Plan plan =
        AppProcess.Plan.ofMainClass(directory, BaselineApplication.class.getName(), Map.of());
    try (AppProcess process = AppProcess.start(plan)) {
      byte[] request = HttpMessages.post(process.port(), "/hello", Map.of(), EchoFunctions.EVENT);
      HttpLoad load = new HttpLoad(process.port(), request, 200);
      load.run(CALLERS, Duration.ofSeconds(15));
      peer("Spring MVC that answers itself", load);
    }
  }

  private void serverlessOffline() throws IOException, InterruptedException {
    Optional<NodePeer> installed = NodePeer.install("serverless-offline");
    if (installed.isEmpty()) {
      return;
    }
    try (NodePeer peer = installed.orElseThrow()) {
      Process process =
          peer.start(
              "node",
              "node_modules/.bin/serverless",
              "offline",
              "--httpPort=" + (PEER_PORT + 1),
              "--lambdaPort=" + PEER_PORT);
      try {
        byte[] request =
            HttpMessages.post(
                PEER_PORT,
                "/2015-03-31/functions/peer-dev-echo/invocations",
                Map.of(),
                EchoFunctions.EVENT);
        HttpLoad load = new HttpLoad(PEER_PORT, request, 200);
        awaitListening(load);
        load.run(CALLERS, Duration.ofSeconds(5));
        peer("serverless-offline (Node)", load);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
    }
  }

  private void peer(String name, HttpLoad load) throws IOException {
    report.baseline(name + ", 1 caller, p50", "µs", of(runs(load, 1), HttpLoad.Result::p50Micros));
    report.baseline(name + ", " + CALLERS + " callers", "/s", perSecond(runs(load, CALLERS)));
  }

  private static void awaitListening(HttpLoad load) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try {
        load.send(1, 1);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("serverless-offline does not start", e);
        }
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }

  private static List<HttpLoad.Result> runs(HttpLoad load, int callers) throws IOException {
    List<HttpLoad.Result> results = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      HttpLoad.Result result = load.run(callers, RUN);
      if (result.failures() > 0) {
        throw new IllegalStateException(result.failures() + " calls failed");
      }
      results.add(result);
    }
    return results;
  }

  private static List<Double> perSecond(List<HttpLoad.Result> results) {
    return of(results, HttpLoad.Result::perSecond);
  }

  private static List<Double> of(
      List<HttpLoad.Result> results, ToDoubleFunction<HttpLoad.Result> figure) {
    return results.stream().map(result -> figure.applyAsDouble(result)).toList();
  }
}
