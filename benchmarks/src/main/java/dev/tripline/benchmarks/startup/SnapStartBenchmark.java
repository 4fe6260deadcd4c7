package dev.tripline.benchmarks.startup;

import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Cold starts of a Spring Boot function with SnapStart and without, in turns: each start follows the end of
/// the worker before.
public final class SnapStartBenchmark implements Benchmark {
  private static final int SAMPLES = 15;
  private static final int WARM_UP = 5;
  private static final int MEMORY_MB = 1024;
  private static final int TIMEOUT_SECONDS = 60;
  private static final String FUNCTION = "/2015-03-31/functions/spring";

  /// Of this class path: what `spring-boot-starter` brings.
  private static final Pattern LIBRARIES =
      Pattern.compile(
          "(spring-(boot|boot-autoconfigure|core|context|beans|aop|expression)"
              + "|commons-logging|micrometer-(observation|commons)"
              + "|logback-(classic|core)|slf4j-api|jspecify)-\\d.*\\.jar");

  private final Report report =
      new Report(
          "SnapStart",
          "Cold start of a Spring Boot function of "
              + MEMORY_MB
              + " MB, from the call to its answer; sandbox and logs on; "
              + SAMPLES
              + " starts each, in turns. Without SnapStart the JVM has the cache of the runtime's"
              + " own classes that all Java functions have.");

  @Override
  public Report run() throws IOException, InterruptedException {
    try (MeasuredDispatcher dispatcher = MeasuredDispatcher.onSqlite()) {
      DispatcherClient client = dispatcher.client();
      client.deploy(
          new FunctionPackage(
                  "spring",
                  "java25",
                  SpringFunction.class.getName() + "::handle",
                  zip(),
                  Map.of(),
                  TIMEOUT_SECONDS)
              .withMemory(MEMORY_MB));
      publish(client, "None", "1");
      double began = System.nanoTime();
      publish(client, "PublishedVersions", "2");
      double seconds = (System.nanoTime() - began) / 1e9;
      List<Double> without = new ArrayList<>();
      List<Double> with = new ArrayList<>();
      for (int i = -WARM_UP; i < SAMPLES; i++) {
        double before = cold(client, "1");
        double after = cold(client, "2");
        if (i >= 0) {
          without.add(before);
          with.add(after);
        }
      }
      report.figure(
          "Publishing with SnapStart, until the version is active", "s", List.of(seconds));
      report.baseline("Without SnapStart", "ms", without);
      report.atMost(0.8 * Report.median(without), "With SnapStart", "ms", with);
    }
    return report;
  }

  private static void publish(DispatcherClient client, String applyOn, String version)
      throws InterruptedException {
    client
        .send(
            "PUT",
            FUNCTION + "/configuration",
            "{\"SnapStart\":{\"ApplyOn\":\"%s\"}}".formatted(applyOn))
        .orThrow();
    client.await(FUNCTION + "/configuration", "LastUpdateStatus", "Successful");
    client.send("POST", FUNCTION + "/versions", "{}").orThrow();
    client.await(FUNCTION + "/configuration?Qualifier=" + version, "State", "Active");
  }

  private static double cold(DispatcherClient client, String version) throws InterruptedException {
    String path = FUNCTION + "/invocations?Qualifier=" + version;
    String ended = client.send("POST", path, "\"" + SpringFunction.END + "\"").orThrow();
    if (!ended.contains("Runtime.ExitError")) {
      throw new IllegalStateException("the worker does not end: " + ended);
    }
    long from = System.nanoTime();
    String answer = client.send("POST", path, "\"you\"").orThrow();
    double took = (System.nanoTime() - from) / 1e6;
    if (!answer.equals("\"Hello you\"")) {
      throw new IllegalStateException("the function answers " + answer);
    }
    return took;
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String part : List.of("", "$Application", "$Greeter")) {
        String name = SpringFunction.class.getName().replace('.', '/') + part + ".class";
        ClassLoader loader = SpringFunction.class.getClassLoader();
        try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(name), name)) {
          add(name, in::transferTo, zip);
        }
      }
      for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        Path jar = Path.of(place);
        String name = String.valueOf(jar.getFileName());
        if (LIBRARIES.matcher(name).matches()) {
          add("lib/" + name, out -> Files.copy(jar, out), zip);
        }
      }
    }
    return bytes.toByteArray();
  }

  private interface Content {
    long writeTo(OutputStream out) throws IOException;
  }

  private static void add(String name, Content content, ZipOutputStream zip) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    content.writeTo(zip);
    zip.closeEntry();
  }
}
