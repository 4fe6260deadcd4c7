package dev.tripline.benchmarks;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A dispatcher under measurement: a process of its own, with production's settings, in a directory
/// that is removed at the end.
final class Dispatcher implements AutoCloseable {
  private final Path directory;
  private final AppProcess process;
  private final DispatcherClient client;

  private Dispatcher(Path directory, AppProcess process) {
    this.directory = directory;
    this.process = process;
    this.client = new DispatcherClient(process.endpoint());
  }

  static Dispatcher onSqlite() throws IOException, InterruptedException {
    return onSqlite(Map.of());
  }

  static Dispatcher onSqlite(Map<String, String> settings)
      throws IOException, InterruptedException {
    return start(TriplineApplication.class, settings);
  }

  /// With resources that count deliveries.
  static Dispatcher counted() throws IOException, InterruptedException {
    return start(MeasuredApplication.class, Map.of());
  }

  /// The same, with the gated transport in place of functions.
  static Dispatcher withoutFunctions(Map<String, String> store)
      throws IOException, InterruptedException {
    Map<String, String> settings = new LinkedHashMap<>(store);
    settings.put("bench.transport", "gated");
    return start(MeasuredApplication.class, settings);
  }

  /// Settings for a new database on the server.
  static Map<String, String> storeOn(PostgresServer postgres, String database) {
    return Map.of(
        "tripline.store.engine", "postgresql",
        "tripline.store.url", postgres.createDatabase(database),
        "tripline.store.username", postgres.user());
  }

  private static Dispatcher start(Class<?> main, Map<String, String> store)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("tripline-bench-");
    Map<String, String> settings = new LinkedHashMap<>(store);
    settings.put("tripline.data-directory", directory.resolve("data").toString());
    AppProcess.Plan plan = AppProcess.Plan.ofMainClass(directory, main.getName(), settings);
    return new Dispatcher(
        directory, AppProcess.start(plan.with("-XX:+UseSerialGC", "-Xms64m", "-Xmx1g")));
  }

  AppProcess process() {
    return process;
  }

  DispatcherClient client() {
    return client;
  }

  void deploy(List<FunctionPackage> functions) throws InterruptedException {
    for (FunctionPackage function : functions) {
      client.deploy(function);
    }
  }

  /// Calls that wait for the function's answer.
  HttpLoad synchronousLoad(String function) {
    return load(function, Map.of(), 200);
  }

  /// Calls that are answered as soon as the event is durable.
  HttpLoad asynchronousLoad(String function) {
    return load(function, Map.of("X-Amz-Invocation-Type", "Event"), 202);
  }

  private HttpLoad load(String function, Map<String, String> headers, int status) {
    String path = DispatcherClient.invocations(process.endpoint(), function).getPath();
    byte[] request = HttpMessages.post(process.port(), path, headers, EchoFunctions.EVENT);
    return new HttpLoad(process.port(), request, status);
  }

  @Override
  public void close() {
    client.close();
    process.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      System.err.println(directory + " is left behind: " + e.getMessage());
    }
  }
}
