package dev.tripline.dispatcher.function.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tripline.delivery.DeliveryBench;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.rest.AsyncApiDocument;
import dev.tripline.dispatcher.settings.BoundSettings;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointInvokerTest {
  private static final EndpointSettings.Circuit CIRCUIT =
      new EndpointSettings.Circuit(4, 4, 50, Duration.ofMinutes(1), 1);

  @TempDir Path directory;
  private final List<HttpExchange> seen = new CopyOnWriteArrayList<>();
  private final EndpointGates gates = new EndpointGates(CIRCUIT);
  private final CountDownLatch release = new CountDownLatch(1);
  private HttpServer server;
  private GuardedHttp http;

  @BeforeEach
  void start() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/echo", e -> answer(e, 200, e.getRequestBody().readAllBytes()));
    server.createContext(
        "/broken", e -> answer(e, 500, "no database".getBytes(StandardCharsets.UTF_8)));
    server.createContext("/redirect", e -> redirect(e));
    server.createContext("/busy", e -> busy(e));
    server.createContext("/large", e -> answer(e, 200, new byte[EndpointAnswers.ANSWER_LIMIT + 1]));
    server.createContext("/slow", e -> waitThenAnswer(e));
    server.createContext("/drip", e -> drip(e));
    server.start();
    http = new GuardedHttp(List.of("127.0.0.0/8"), Duration.ofSeconds(1));
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    http.close();
    server.stop(0);
  }

  @Test
  void the_answer_of_the_endpoint_is_the_answer_of_the_function() throws IOException {
    Path secret = Files.writeString(directory.resolve("token"), "s3cret\n");
    Endpoint endpoint =
        endpoint(
            "/echo", 60.0, Map.of("X-Api-Key", "file:" + secret, "X-Plain", "yes"), null, null);
    Outcome outcome = invoke(endpoint);
    assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
    assertThat(((Outcome.Succeeded) outcome).payload())
        .isEqualTo("{\"n\":1}".getBytes(StandardCharsets.UTF_8));
    var headers = seen.getFirst().getRequestHeaders();
    Map<String, String> sent = new TreeMap<>();
    headers.forEach((name, values) -> sent.put(name, values.getFirst()));
    AsyncApiDocument.checkHeaders("endpoint", "Invocation", sent);
    assertThat(headers.getFirst("Tripline-Request-Id")).isEqualTo("id-1");
    assertThat(headers.getFirst("Idempotency-Key")).isEqualTo("id-1");
    assertThat(headers.getFirst("Tripline-Attempt")).isEqualTo("3");
    assertThat(headers.getFirst("Tripline-Deadline-Ms")).matches("\\d{13}");
    assertThat(headers.getFirst("X-Api-Key")).isEqualTo("s3cret");
    assertThat(headers.getFirst("X-Plain")).isEqualTo("yes");
  }

  @Test
  void an_error_status_is_an_error_of_the_function_and_quotes_the_answer() {
    var error = (Outcome.FunctionError) invoke(endpoint("/broken"));
    assertThat(error.errorType()).isEqualTo("Endpoint.Status500");
    assertThat(error.errorMessage()).isEqualTo("The endpoint answered 500: no database");
    assertThat(new String(error.payload(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"errorMessage\":\"The endpoint answered 500: no"
                + " database\",\"errorType\":\"Endpoint.Status500\"}");
  }

  @Test
  void a_redirect_is_not_followed() {
    var error = (Outcome.FunctionError) invoke(endpoint("/redirect"));
    assertThat(error.errorType()).isEqualTo("Endpoint.Redirect");
    assertThat(error.errorMessage()).contains("302", "http://169.254.169.254/", "not followed");
    assertThat(seen).hasSize(1);
  }

  @Test
  void too_many_requests_is_a_throttle_with_the_hint_of_the_endpoint() {
    var throttled = (Outcome.Throttled) invoke(endpoint("/busy"));
    assertThat(throttled.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void a_slow_and_a_dripping_answer_time_out() {
    for (String path : List.of("/slow", "/drip")) {
      var timedOut = (Outcome.TimedOut) invoke(endpoint(path, 0.3, null, null, null));
      assertThat(timedOut.errorType()).isEqualTo("Sandbox.Timedout");
      assertThat(timedOut.errorMessage())
          .isEqualTo("RequestId: id-1 Error: Task timed out after 0.30 seconds");
    }
  }

  @Test
  void an_answer_over_six_megabytes_is_an_error() {
    var error = (Outcome.FunctionError) invoke(endpoint("/large"));
    assertThat(error.errorType()).isEqualTo("Function.ResponseSizeTooLarge");
  }

  @Test
  void an_address_that_is_refused_at_connect_time_is_unreachable() {
    try (GuardedHttp closed = new GuardedHttp(List.of(), Duration.ofSeconds(1))) {
      var invoker =
          new EndpointInvoker(
              closed,
              new EndpointHeaders(BoundSettings.of(EndpointSettings.class)),
              gates,
              InstantSource.system());
      Outcome outcome = invoker.invoke(endpoint("/echo"), request()).outcome();
      assertThat(((Outcome.Unreachable) outcome).detail()).contains("tripline.endpoints.allow");
      assertThat(seen).isEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_closed_port_is_unreachable_and_opens_the_circuit() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Endpoint down =
        new Endpoint(
            "down", "http://127.0.0.1:" + port + "/", null, null, null, null, null, null, null);
    for (int i = 0; i < 4; i++) {
      assertThat(((Outcome.Unreachable) invoke(down)).detail()).contains("connect");
    }
    assertThat(gates.circuit(down)).isEqualTo("OPEN");
    assertThat(((Outcome.Unreachable) invoke(down)).detail()).contains("circuit");
  }

  @Test
  void the_rate_limit_throttles() {
    Endpoint endpoint = endpoint("/echo", 60.0, null, null, 2);
    List<Outcome> outcomes =
        List.of(invoke(endpoint), invoke(endpoint), invoke(endpoint), invoke(endpoint));
    assertThat(outcomes).filteredOn(o -> o instanceof Outcome.Throttled).isNotEmpty();
    assertThat(seen).hasSizeLessThan(4);
  }

  @Test
  void requests_beyond_the_limit_at_once_are_throttled() throws InterruptedException {
    Endpoint endpoint = endpoint("/slow", 60.0, null, 1, null);
    Thread first = Thread.ofVirtual().start(() -> invoke(endpoint));
    DeliveryBench.await(() -> !seen.isEmpty());
    assertThat(((Outcome.Throttled) invoke(endpoint)).reason())
        .isEqualTo("ConcurrentInvocationLimitExceeded");
    release.countDown();
    first.join();
  }

  private Outcome invoke(Endpoint endpoint) {
    var headers = new EndpointHeaders(BoundSettings.of(EndpointSettings.class));
    return new EndpointInvoker(http, headers, gates, InstantSource.system())
        .invoke(endpoint, request())
        .outcome();
  }

  private static InvocationRequest request() {
    byte[] payload = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
    return new InvocationRequest("id-1", FunctionTarget.latest("f"), payload, 3, false, null, 0);
  }

  private Endpoint endpoint(String path) {
    return endpoint(path, 60.0, null, null, null);
  }

  private Endpoint endpoint(
      String path,
      Double timeout,
      @Nullable Map<String, String> headers,
      @Nullable Integer concurrency,
      @Nullable Integer perSecond) {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    return new Endpoint("f", url, timeout, headers, concurrency, perSecond, null, null, null);
  }

  private void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    seen.add(exchange);
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void redirect(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Location", "http://169.254.169.254/");
    answer(exchange, 302, new byte[0]);
  }

  private void busy(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Retry-After", "7");
    answer(exchange, 429, new byte[0]);
  }

  private void waitThenAnswer(HttpExchange exchange) throws IOException {
    seen.add(exchange);
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  /// A byte now and then, so that no single read takes long.
  private void drip(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, 0);
      while (!release.await(50, TimeUnit.MILLISECONDS)) {
        exchange.getResponseBody().write('x');
        exchange.getResponseBody().flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
