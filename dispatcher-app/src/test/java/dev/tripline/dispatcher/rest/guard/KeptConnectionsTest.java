package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections of callers who proved to be one, and of all others, of a server that has ten.
class KeptConnectionsTest {
  private static final int CONNECTIONS = 10;

  private static @TempDir Path data;
  private static GuardedDispatcher dispatcher;

  @BeforeAll
  static void start() throws IOException {
    dispatcher =
        GuardedDispatcher.start(
            data,
            "--tripline.http.head-time=1s",
            "--server.tomcat.max-connections=" + CONNECTIONS,
            "--server.tomcat.connection-timeout=10m",
            "--server.tomcat.keep-alive-timeout=10m");
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static RawSocket socket() throws IOException {
    return new RawSocket(dispatcher.endpoint().getPort());
  }

  private static String request(String line, String... headers) {
    StringBuilder head = new StringBuilder(line + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static String known(String path, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Authorization: Bearer " + dispatcher.adminToken());
    return request("GET " + path, all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /actuator/health",
        "GET /actuator/health/readiness",
        "GET /actuator/prometheus",
        "GET /v1/triggers",
        "GET /v1/nowhere",
        "GET /packages/nothing",
        "GET /2015-03-31/functions",
        "POST /2015-03-31/functions/f/invocations",
        "OPTIONS /v1/triggers",
        "TRACE /",
        "GET /a//b",
      })
  void nobody_keeps_a_connection(String line) throws IOException {
    try (RawSocket socket = socket()) {
      socket.write(request(line));
      assertThat(socket.readAll()).startsWith("HTTP/1.1 ");
    }
  }

  @Test
  void unknown_token_keeps_no_connection() throws IOException {
    try (RawSocket socket = socket()) {
      socket.write(request("GET /v1/triggers", "Authorization: Bearer nobody"));
      assertThat(socket.readAll()).startsWith("HTTP/1.1 401 ").contains("Connection: close");
    }
  }

  @Test
  void connection_of_a_known_caller_serves_the_next_request() throws IOException {
    try (RawSocket socket = socket()) {
      socket
          .write(known("/v1/triggers"))
          .write(known("/actuator/metrics"))
          .write(known("/v1/triggers", "Connection: close"));
      assertThat(socket.readAll().split("HTTP/1\\.1 200 ", -1)).hasSize(4);
    }
  }

  @Test
  void kept_connections_leave_some_for_others() throws IOException {
    List<RawSocket> kept = new ArrayList<>();
    try {
      // Each answer is read up to its own end: a kept connection has no other.
      for (int i = 0; i < CONNECTIONS * 2; i++) {
        RawSocket socket = socket();
        kept.add(socket);
        socket.write(known("/v1/triggers"));
        assertThat(socket.readHead()).startsWith("HTTP/1.1 200 ");
      }
      try (RawSocket socket = socket()) {
        socket.write(known("/v1/triggers"));
        assertThat(socket.readAll()).startsWith("HTTP/1.1 200 ").contains("Connection: close");
      }
    } finally {
      for (RawSocket socket : kept) {
        socket.close();
      }
    }
  }

  @Test
  void bodies_that_do_not_come_leave_some_for_others() throws IOException {
    List<RawSocket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS * 2; i++) {
        RawSocket socket = socket();
        silent.add(socket);
        socket.write(request("POST /2015-03-31/functions", "Content-Length: 1000"));
      }
      try (RawSocket socket = socket()) {
        socket.write(request("GET /actuator/health"));
        assertThat(socket.readAll()).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (RawSocket socket : silent) {
        socket.close();
      }
    }
  }

  /// Each sends a byte sooner than any silence ends, and is replaced when it is ended.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /login HTTP/1.1~r~nHost: localhost~r~nContent-Length: 4000~r~n"
            + "Content-Type: application/x-www-form-urlencoded~r~n~r~n",
        "POST /2015-03-31/functions HTTP/1.1~r~nHost: localhost~r~nContent-Length: 4000~r~n~r~n",
        "GET /v1/triggers HTTP/1.1~r~nHost: localhost~r~nX-",
      })
  void dripping_connections_leave_some_for_others(String beginning) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger begun = new AtomicInteger();
    List<Thread> drips = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS * 3; i++) {
      drips.add(
          Thread.ofVirtual()
              .start(() -> {
                while (!over.get()) {
                  drip(beginning, begun, over);
                }
              }));
    }
    try {
      while (begun.get() <= CONNECTIONS * 2) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 5; i++) {
        assertThat(answer()).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      over.set(true);
      for (Thread drip : drips) {
        drip.join();
      }
    }
  }

  /// On a busy machine a request may come later than the time for its head, as those of the others do.
  private static String answer() throws IOException {
    String answer = "";
    for (int tries = 0; answer.isEmpty() && tries < 20; tries++) {
      try (RawSocket socket = socket()) {
        socket.write(known("/v1/triggers", "Connection: close"));
        answer = socket.readAll();
      }
    }
    return answer;
  }

  private static void drip(String beginning, AtomicInteger begun, AtomicBoolean over) {
    try (RawSocket socket = socket()) {
      socket.write(beginning);
      begun.incrementAndGet();
      while (!over.get()) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        socket.write("x");
      }
    } catch (IOException _) {
      // It was ended, and another one takes its place.
    }
  }

  @Test
  void silent_connections_end() throws IOException {
    List<RawSocket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS * 2; i++) {
        silent.add(socket());
      }
      try (RawSocket socket = socket()) {
        socket.write(request("GET /actuator/health"));
        assertThat(socket.readAll()).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (RawSocket socket : silent) {
        socket.close();
      }
    }
  }
}
