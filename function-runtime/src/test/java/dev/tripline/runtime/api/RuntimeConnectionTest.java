package dev.tripline.runtime.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are not HTTP.
class RuntimeConnectionTest {
  private static final String RESPONSE =
      "POST /2018-06-01/runtime/invocation/1/response HTTP/1.1\r\n";
  private static final int LIMIT = 1000;

  private final List<String> responses = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // before each test
  private RuntimeListener listener;

  @BeforeEach
  void start() throws IOException {
    listener = new RuntimeListener();
    listener.start(new Recording(), LIMIT);
  }

  @AfterEach
  void stop() {
    listener.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18446744073709551615",
        "9223372036854775808",
        "-1",
        "+1",
        "0x10",
        "1,1",
        "",
        "99999999999999999999999"
      })
  void content_length_that_is_none_is_answered_and_ends_the_connection(String length)
      throws IOException {
    expectRefused(RESPONSE + "Content-Length: " + length + "\r\n\r\nbody");
    expectStillServing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FFFFFFFFFFFFFFFF", "8000000000000000", "-1", "+1", "", "g"})
  void chunk_size_that_is_none_is_answered_and_ends_the_connection(String size) throws IOException {
    expectRefused(
        RESPONSE + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n" + size + "\r\nbody\r\n");
    expectStillServing();
  }

  @Test
  void trailer_that_is_not_base64_is_answered_and_ends_the_connection() throws IOException {
    expectRefused(
        RESPONSE
            + "Transfer-Encoding: chunked\r\n\r\n0\r\n"
            + "Lambda-Runtime-Function-Error-Body: =\r\n\r\n");
    expectStillServing();
  }

  @Test
  void chunks_that_add_up_to_more_than_the_limit_are_read_and_refused() throws IOException {
    String half = "x".repeat(600);
    String chunk = "258\r\n" + half + "\r\n";
    String answer =
        exchange(RESPONSE + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ");
    expectStillServing();
  }

  private void expectRefused(String request) throws IOException {
    assertThat(exchange(request))
        .startsWith("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n")
        .endsWith("\r\n\r\nmalformed request\n");
    assertThat(responses).isEmpty();
  }

  private void expectStillServing() throws IOException {
    assertThat(exchange(RESPONSE + "Content-Length: 2\r\n\r\nok")).startsWith("HTTP/1.1 202 ");
    assertThat(responses).last().isEqualTo("ok");
  }

  /// The answer to the request; after it the other side sees that nothing more comes.
  private String exchange(String request) throws IOException {
    String[] address = listener.address().split(":", -1);
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private final class Recording implements RuntimeSession {
    @Override
    public void next(RuntimeConnection connection) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public Reply response(String requestId, byte @Nullable [] body) {
      responses.add(body == null ? "too large" : new String(body, StandardCharsets.ISO_8859_1));
      return body == null ? new Reply.TooLarge(LIMIT) : Reply.ACCEPTED;
    }

    @Override
    public Reply error(String requestId, String errorType, byte[] body) {
      throw new AssertionError("nobody fails");
    }

    @Override
    public Reply initError(String errorType, byte[] body) {
      throw new AssertionError("nobody fails");
    }
  }
}
