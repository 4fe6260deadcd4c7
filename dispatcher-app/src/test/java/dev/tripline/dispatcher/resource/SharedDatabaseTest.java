package dev.tripline.dispatcher.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Five hundred executions at once against a PostgreSQL that takes 20 connections, by two dispatchers of
/// which one fails in between.
class SharedDatabaseTest {
  private static final int CONNECTIONS = 20;
  private static final int WAITING_CALLERS = 250;
  private static final int EVENTS = 250;

  @TempDir Path directory;

  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Set<String> done = ConcurrentHashMap.newKeySet();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private PostgresServer store;
  private PostgresServer database;
  private HttpServer function;

  /// The fault of one of the dispatchers while executions run.
  enum Fault {
    KILLED,
    STOPPED_FOR_A_WHILE
  }

  @BeforeEach
  void start() throws IOException {
    store = PostgresServer.start();
    database =
        PostgresServer.start(
            Map.of(
                "max_connections",
                Integer.toString(CONNECTIONS),
                "superuser_reserved_connections",
                "0",
                "autovacuum",
                "off",
                "max_wal_senders",
                "0"));
    function = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
    function.createContext("/", this::query);
    function.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    function.start();
  }

  @AfterEach
  void stop() {
    function.stop(0);
    database.close();
    store.close();
  }

  /// The function: one connection for each execution, which PostgreSQL refuses when there are too many.
  private void query(HttpExchange exchange) throws IOException {
    String id = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    int status = 200;
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_sleep(0.25)");
      done.add(id);
    } catch (SQLException e) {
      refused.add(String.valueOf(e.getMessage()));
      status = 500;
    } finally {
      running.decrementAndGet();
    }
    byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  /// A server process ends a moment after its connection was closed, and counts until then.
  private Connection connection() throws SQLException {
    for (int tries = 1; ; tries++) {
      try {
        return DriverManager.getConnection(database.jdbcUrl("postgres"), database.user(), "");
      } catch (SQLException e) {
        if (tries == 20) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(25).toNanos());
      }
    }
  }

  private AppProcess.Plan plan(String node, String url) {
    Map<String, String> settings = new HashMap<>();
    settings.put("tripline.data-directory", directory.resolve(node).toString());
    settings.put("tripline.store.engine", "postgresql");
    settings.put("tripline.store.url", url);
    settings.put("tripline.store.username", store.user());
    settings.put("tripline.store.lease", "5s");
    settings.put("tripline.budgets.lease", "3s");
    settings.put("tripline.endpoints.allow", "127.0.0.1");
    return AppProcess.Plan.ofMainClass(
            directory.resolve("process-" + node), TriplineApplication.class.getName(), settings)
        .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .startedOften();
  }

  private void register(URI dispatcher) throws InterruptedException {
    try (DispatcherClient client = new DispatcherClient(dispatcher)) {
      client.send("PUT", "/v1/resources/orders-db", "{\"budget\":" + CONNECTIONS + "}").orThrow();
      for (String name : List.of("report", "order", "refund")) {
        client
            .send(
                "POST",
                "/v1/functions",
                """
                {"name":"%s","url":"http://127.0.0.1:%d/","timeoutSeconds":5,"resource":"orders-db"}\
                """
                    .formatted(name, function.getAddress().getPort()))
            .orThrow();
      }
    }
  }

  private static String name(int i) {
    return List.of("report", "order", "refund").get(i % 3);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void five_hundred_executions_are_held_to_twenty_connections(Fault fault) throws Exception {
    String url = store.createDatabase("tripline");
    try (AppProcess failing = AppProcess.start(plan("a", url));
        AppProcess other = AppProcess.start(plan("b", url));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      register(failing.endpoint());
      List<URI> dispatchers = List.of(failing.endpoint(), other.endpoint());
      await(() -> knows(other.endpoint()), "the other dispatcher to know the functions");
      IntStream.range(0, EVENTS)
          .parallel()
          .forEach(i -> send(dispatchers.get(i % 2), name(i), "event-" + i));
      List<String> expected = new ArrayList<>();
      IntStream.range(0, EVENTS).forEach(i -> expected.add("\"event-" + i + "\""));
      IntStream.range(0, WAITING_CALLERS)
          .forEach(i -> {
            expected.add("\"call-" + i + "\"");
            callers.execute(() -> call(dispatchers, i));
          });
      await(() -> done.size() > 100, "the first hundred");
      if (fault == Fault.KILLED) {
        failing.kill();
      } else {
        failing.pause();
      }
      await(() -> done.size() > 300, "three hundred");
      if (fault == Fault.STOPPED_FOR_A_WHILE) {
        failing.resume();
      }
      await(() -> done.containsAll(expected), "all of them");
    }
    assertThat(most).as("at most").hasValueLessThanOrEqualTo(CONNECTIONS);
    assertThat(refused).as("refused by PostgreSQL").isEmpty();
    assertThat(most).as("and that many").hasValueGreaterThan(CONNECTIONS - 3);
  }

  private static boolean knows(URI dispatcher) {
    try (DispatcherClient client = new DispatcherClient(dispatcher)) {
      return client.send("GET", "/v1/functions/refund", "").status() == 200;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void send(URI dispatcher, String name, String id) {
    try (DispatcherClient client = new DispatcherClient(dispatcher)) {
      client.invokeLater(name, "\"" + id + "\"").orThrow();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// As a client of AWS does: throttled or cut off, it tries again, elsewhere if need be.
  private void call(List<URI> dispatchers, int i) {
    String id = "\"call-" + i + "\"";
    for (int attempt = i; !done.contains(id); attempt++) {
      try (DispatcherClient client = new DispatcherClient(dispatchers.get(attempt % 2))) {
        client.invoke(name(i), id);
      } catch (IllegalStateException _) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited too long for " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
