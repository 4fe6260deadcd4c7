package dev.tripline.benchmarks.load;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
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
public final class MeasuredDispatcher implements AutoCloseable {
  private final Path directory;
  private final AppProcess process;
  private final DispatcherClient client;

  private MeasuredDispatcher(Path directory, AppProcess process) {
    this.directory = directory;
    this.process = process;
    this.client = new DispatcherClient(process.endpoint());
  }

  public static MeasuredDispatcher onSqlite() throws IOException, InterruptedException {
    return onSqlite(Map.of());
  }

  public static MeasuredDispatcher onSqlite(Map<String, String> settings)
      throws IOException, InterruptedException {
    return start(TriplineApplication.class, settings);
  }

  /// @param main the application, for instance one with resources that count deliveries
  public static MeasuredDispatcher start(Class<?> main, Map<String, String> more)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("tripline-bench-");
    Map<String, String> settings = new LinkedHashMap<>(more);
    settings.put("tripline.data-directory", directory.resolve("data").toString());
    AppProcess.Plan plan = AppProcess.Plan.ofMainClass(directory, main.getName(), settings);
    return new MeasuredDispatcher(
        directory, AppProcess.start(plan.with("-XX:+UseSerialGC", "-Xms64m", "-Xmx1g")));
  }

  public AppProcess process() {
    return process;
  }

  public DispatcherClient client() {
    return client;
  }

  public void deploy(List<FunctionPackage> functions) throws InterruptedException {
    for (FunctionPackage function : functions) {
      client.deploy(function);
    }
  }

  /// Calls that wait for the function's answer.
  public HttpLoad synchronousLoad(String function) {
    return load(function, Map.of(), 200);
  }

  /// Calls that are answered as soon as the event is durable.
  public HttpLoad asynchronousLoad(String function) {
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
