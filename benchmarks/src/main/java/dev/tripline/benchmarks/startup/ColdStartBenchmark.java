package dev.tripline.benchmarks.startup;

import dev.tripline.benchmarks.load.EchoFunctions;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The first invocation of a function that has no worker yet, as its caller sees it: start of the
/// process, of the runtime and of the function, and the invocation itself. Each sample is a function
/// of its own. The dispatcher is warm: some functions are started before the first that counts.
public final class ColdStartBenchmark implements Benchmark {
  private static final int SAMPLES = 15;
  private static final int WARM_UP = 5;

  private final Report report =
      new Report(
          "Cold start",
          "First invocation of a newly deployed function until its caller has the answer; sandbox"
              + " and logs on; "
              + SAMPLES
              + " functions each.");

  @Override
  public Report run() throws IOException, InterruptedException {
    try (MeasuredDispatcher dispatcher = MeasuredDispatcher.onSqlite()) {
      dispatcher.deploy(EchoFunctions.all());
      for (FunctionPackage warm : EchoFunctions.all()) {
        dispatcher.synchronousLoad(warm.name()).send(2, 3_000);
      }
      alone(
          "Java",
          ProcessHandle.current().info().command().orElse("java"),
          "-Xshare:auto",
          "-version");
      alone("Node", "node", "-e", "0");
      alone("Python", "python3", "-c", "0");
      measure(dispatcher, EchoFunctions.java("x"), "Java", 112);
      measure(dispatcher, EchoFunctions.node("x"), "Node", 45);
      measure(dispatcher, EchoFunctions.python("x"), "Python", 25);
    }
    return report;
  }

  /// The machine's measure: processes start up to twice as fast on another.
  private void alone(String name, String... command) throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      long from = System.nanoTime();
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(name + " does not run an empty program");
      }
      millis.add((System.nanoTime() - from) / 1e6);
    }
    report.figure(name + " alone, with an empty program", "ms", millis);
  }

  private void measure(
      MeasuredDispatcher dispatcher, FunctionPackage model, String name, double limit)
      throws InterruptedException {
    String event = new String(EchoFunctions.EVENT, StandardCharsets.UTF_8);
    List<Double> millis = new ArrayList<>();
    for (int i = -WARM_UP; i < SAMPLES; i++) {
      String function = "cold-" + name + "-" + (i + WARM_UP);
      dispatcher
          .client()
          .deploy(
              new FunctionPackage(
                  function, model.runtime(), model.handler(), model.zip(), Map.of(), 10));
      long from = System.nanoTime();
      dispatcher.client().invoke(function, event).orThrow();
      double took = (System.nanoTime() - from) / 1e6;
      if (i >= 0) {
        millis.add(took);
      }
      dispatcher.client().send("DELETE", "/2015-03-31/functions/" + function, "").orThrow();
    }
    report.atMost(limit, name, "ms", millis);
  }
}
