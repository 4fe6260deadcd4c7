package dev.tripline.dispatcher.scenario;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.rest.OpenApiDocument;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole application, with one function `sink`: an HTTP endpoint that keeps what it is given and
/// answers as told.
public final class TriggerApp implements AutoCloseable {
  public static final JsonMapper JSON = JsonMapper.builder().build();

  public final List<String> received = new CopyOnWriteArrayList<>();

  /// The header `traceparent` of each call of the function.
  public final List<String> traceparents = new CopyOnWriteArrayList<>();

  /// Which events are answered with a failure.
  public volatile Predicate<String> fails = _ -> false;

  public volatile int status = 200;
  volatile String answer = "null";

  /// Which events are answered with [#status]; the others are an error.
  volatile Predicate<String> taken = _ -> true;

  /// What the function does with a payload, and answers.
  volatile UnaryOperator<String> reply = _ -> answer;

  private final HttpServer sink;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path data;
  private final String[] settings;
  private ConfigurableApplicationContext context;

  /// @param settings `--name=value`
  public TriggerApp(Path data, String... settings) throws Exception {
    this.data = data;
    this.settings = settings;
    sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        "/",
        exchange -> {
          String event =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.add(event);
          traceparents.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
          byte[] body = reply.apply(event).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              fails.test(event) || !taken.test(event) ? 400 : status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    sink.start();
    context = start();
    send("POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"" + sinkUrl() + "\"}", 201);
  }

  /// The address of the function, for others that shall do the same.
  public String sinkUrl() {
    return "http://127.0.0.1:" + sink.getAddress().getPort() + "/";
  }

  /// One whose triggers read from a server of SQS by the dispatcher's own credentials.
  public static TriggerApp onSqs(Path directory, SqsServer server, String... settings)
      throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), LocalAws.SECRET_KEY);
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("--tripline.aws.endpoints.sqs=" + server.endpoint());
    all.add("--tripline.aws.access-key-id=" + LocalAws.ACCESS_KEY);
    all.add("--tripline.aws.secret-access-key=file:" + secret);
    return new TriggerApp(directory.resolve("data"), all.toArray(String[]::new));
  }

  private ConfigurableApplicationContext start() {
    return SpringApplication.run(
        TriplineApplication.class,
        Stream.concat(
                Stream.of(
                    "--server.port=0",
                    "--tripline.data-directory=" + data,
                    "--tripline.endpoints.allow=127.0.0.1",
                    "--tripline.sources.allow=127.0.0.0/8,::1"),
                Stream.of(settings))
            .toArray(String[]::new));
  }

  /// The address of the dispatcher.
  public URI endpoint() {
    return URI.create(
        "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public void restart() {
    context.close();
    context = start();
  }

  public record Answer(int status, String text) {
    public JsonNode json() {
      return JSON.readTree(text);
    }
  }

  public Answer send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    } else {
      request.header("Content-Type", "application/json");
    }
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    OpenApiDocument.SERVED.check(response);
    return new Answer(response.statusCode(), response.body());
  }

  public Answer send(String method, String path, String body, int expected)
      throws IOException, InterruptedException {
    Answer answer = send(method, path, body);
    if (answer.status != expected) {
      throw new AssertionError(method + " " + path + ": " + answer);
    }
    return answer;
  }

  /// As [#trigger], for conditions that are awaited.
  public JsonNode quietly(String name) {
    try {
      return trigger(name);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public JsonNode trigger(String name) throws IOException, InterruptedException {
    return send("GET", "/v1/triggers/" + name, "", 200).json();
  }

  public void awaitState(String name, String state) {
    await(
        () -> {
          try {
            return trigger(name).path("state").asString().equals(state);
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        name + " to be " + state);
  }

  public void awaitReceived(int count) {
    await(() -> received.size() >= count, count + " invocations");
  }

  /// The function is not there any more.
  void stopSink() {
    sink.stop(0);
  }

  public static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited too long for " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  public static List<String> fields(JsonNode problem) {
    List<String> fields = new ArrayList<>();
    problem.path("errors").forEach(error -> fields.add(error.path("field").asString()));
    return fields;
  }

  @Override
  public void close() {
    context.close();
    sink.stop(0);
    client.close();
  }
}
