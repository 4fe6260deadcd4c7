package dev.tripline.benchmarks.load;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.sdk.client.RequestSigner;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.process.ServerProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A dispatcher under measurement: a process of its own, with production's settings, in a directory
/// that is removed at the end.
public final class MeasuredDispatcher implements AutoCloseable {
  private static final Duration KEY_LIMIT = Duration.ofSeconds(10);
  private static final Pattern URL_PATH = Pattern.compile("/function-url/[a-z0-9]{32}/");

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

  /// With access control, so that each call has to be signed; the functions are there.
  public static MeasuredDispatcher guarded(List<FunctionPackage> functions)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("tripline-bench-");
    try (AppProcess open = AppProcess.start(plan(directory, TriplineApplication.class, Map.of()));
        DispatcherClient client = new DispatcherClient(open.endpoint())) {
      for (FunctionPackage function : functions) {
        client.deploy(function);
      }
    }
    Map<String, String> required = Map.of("tripline.access.mode", "required");
    return new MeasuredDispatcher(
        directory, AppProcess.start(plan(directory, TriplineApplication.class, required)));
  }

  /// @param main the application, for instance one with resources that count deliveries
  public static MeasuredDispatcher start(Class<?> main, Map<String, String> more)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("tripline-bench-");
    return new MeasuredDispatcher(directory, AppProcess.start(plan(directory, main, more)));
  }

  private static AppProcess.Plan plan(Path directory, Class<?> main, Map<String, String> more) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("tripline.access.mode", "off"); // load is not signed, as a rule
    settings.putAll(more);
    settings.put("tripline.data-directory", directory.resolve("data").toString());
    return AppProcess.Plan.ofMainClass(directory, main.getName(), settings)
        .with("-XX:+UseSerialGC", "-Xms64m", "-Xmx1g");
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

  /// The same, signed now: the signature holds for five minutes. Waits for the first access key, which
  /// is written once the dispatcher is ready.
  ///
  /// @throws IOException if there is none after some seconds, as without access control
  public HttpLoad signedLoad(String function) throws IOException {
    Path file = directory.resolve("data/keys/first-access-key.env");
    long deadline = System.nanoTime() + KEY_LIMIT.toNanos();
    while (!Files.exists(file) || !Files.readString(file).contains("ADMIN_TOKEN=")) {
      if (System.nanoTime() > deadline) {
        throw new IOException("there is no first access key in " + file);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    List<String> lines = Files.readAllLines(file);
    RequestSigner.AccessKey key =
        new RequestSigner.AccessKey(
            variable(lines, "AWS_ACCESS_KEY_ID"), variable(lines, "AWS_SECRET_ACCESS_KEY"), null);
    URI uri = DispatcherClient.invocations(process.endpoint(), function);
    Map<String, String> signature =
        new RequestSigner(key, "us-east-1", InstantSource.system())
            .sign("POST", uri, Map.of(), EchoFunctions.EVENT);
    return load(function, signature, 200);
  }

  /// The same calls at a URL of the function, which is made here.
  ///
  /// @throws IOException if it cannot be made
  public HttpLoad urlLoad(String function) throws IOException, InterruptedException {
    String config = process.endpoint() + "/2021-10-31/functions/" + function + "/url";
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> made =
          http.send(
              HttpRequest.newBuilder(URI.create(config))
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{\"AuthType\":\"NONE\"}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      Matcher path = URL_PATH.matcher(made.body());
      if (made.statusCode() != 201 || !path.find()) {
        throw new IOException("no function URL was made: " + made.body());
      }
      byte[] request =
          HttpMessages.post(process.port(), path.group(), Map.of(), EchoFunctions.EVENT);
      return new HttpLoad(process.port(), request, 200);
    }
  }

  private static String variable(List<String> lines, String name) throws IOException {
    String export = "export " + name + "=";
    return lines.stream()
        .filter(line -> line.startsWith(export))
        .findFirst()
        .orElseThrow(() -> new IOException("the file of the first key has no " + name))
        .substring(export.length());
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
    ServerProcess.remove(directory);
  }
}
