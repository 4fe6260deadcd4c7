package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that arrive byte by byte, or not to their end. Each byte ends every silence, so that only a
/// limit of the whole ends them.
class SlowRequestsTest {
  private static @TempDir Path data;
  private static @Nullable RunningDispatcher dispatcher;

  @BeforeAll
  static void start() {
    dispatcher =
        RunningDispatcher.start(
            data,
            "--tripline.http.head-time=1s",
            "--tripline.http.body-time=1s",
            "--server.tomcat.connection-timeout=5s");
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(dispatcher).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/triggers",
        "/v1/events/nobody",
        "/v1/nowhere",
        "/2015-03-31/functions",
        "/2015-03-31/functions/f/invocations",
        "/actuator/health",
      })
  void dripping_body_ends(String path) throws Exception {
    for (String framing : new String[] {"Content-Length: 100000", "Transfer-Encoding: chunked"}) {
      try (RawSocket socket = socket()) {
        socket.write(
            "POST "
                + path
                + " HTTP/1.1~r~nHost: localhost~r~nContent-Type: application/json~r~n"
                + framing
                + "~r~n~r~n");
        String drop = framing.startsWith("C") ? " " : "1~r~n ~r~n";
        assertThat(endsUnder(socket, drop)).as(framing).isTrue();
      }
    }
  }

  @Test
  void sender_of_a_slow_body_is_told() throws IOException {
    String head =
        " HTTP/1.1~r~nHost: localhost~r~nContent-Type: application/json~r~nContent-Length:"
            + " 9~r~n~r~n{";
    try (RawSocket own = socket();
        RawSocket lambda = socket()) {
      own.write("POST /v1/triggers" + head);
      lambda.write("POST /2015-03-31/functions" + head);
      assertThat(own.readAll())
          .startsWith("HTTP/1.1 408 ")
          .contains("application/problem+json", "too slowly");
      assertThat(lambda.readAll())
          .startsWith("HTTP/1.1 408 ")
          .contains("x-amzn-ErrorType: RequestTimeoutException", "too slowly");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /v1/tri", "GET /v1/triggers HTTP/1.1~r~nHost: localhost~r~nX-Long: "})
  void dripping_head_ends(String beginning) throws Exception {
    try (RawSocket socket = socket()) {
      socket.write(beginning);
      assertThat(endsUnder(socket, "a")).isTrue();
    }
  }

  @Test
  void dripping_head_after_a_served_request_ends() throws Exception {
    try (RawSocket socket = socket()) {
      socket.write("GET /actuator/health/liveness HTTP/1.1~r~nHost: localhost~r~n~r~nGET /v1");
      assertThat(endsUnder(socket, "a")).isTrue();
    }
  }

  /// Whether it cannot be written to any more at some time.
  private static boolean endsUnder(RawSocket socket, String drop) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      try {
        socket.write(drop);
      } catch (IOException _) {
        return true;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return false;
  }

  private static RawSocket socket() throws IOException {
    return new RawSocket(Objects.requireNonNull(dispatcher).endpoint().getPort());
  }
}
