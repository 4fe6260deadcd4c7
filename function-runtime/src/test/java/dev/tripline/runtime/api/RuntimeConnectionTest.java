package dev.tripline.runtime.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.invocation.ResponseStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are not HTTP, and the end of connections.
class RuntimeConnectionTest {
  private static final String RESPONSE =
      "POST /2018-06-01/runtime/invocation/1/response HTTP/1.1\r\n";
  private static final int LIMIT = 1000;

  private final List<String> responses = new CopyOnWriteArrayList<>();
  private volatile boolean streamed;

  @SuppressWarnings("NullAway.Init") // before each test
  private RuntimeListener listener;

  @BeforeEach
  void start() throws IOException {
    listener = new RuntimeListener();
    listener.start(new Recording(), LIMIT, ProcessHandle.current().pid());
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

  @Test
  void streamed_answer_is_handed_on_in_pieces_if_the_caller_wants_it_so() throws IOException {
    String request =
        RESPONSE
            + "Lambda-Runtime-Function-Response-Mode: streaming\r\nContent-Type: text/plain\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n";
    assertThat(exchange(request + "\r\n")).startsWith("HTTP/1.1 202 ");
    assertThat(responses).containsExactly("abc");
    responses.clear();
    streamed = true;
    assertThat(exchange(request + "\r\n")).startsWith("HTTP/1.1 202 ");
    assertThat(responses).containsExactly("begin text/plain", "a", "bc", "");
    responses.clear();
    String error = "Lambda-Runtime-Function-Error-Body: e30=\r\n\r\n";
    assertThat(exchange(request + error)).startsWith("HTTP/1.1 202 ");
    assertThat(responses).containsExactly("begin text/plain", "a", "bc", "error {}");
    streamed = false;
    expectStillServing();
  }

  @Test
  void beginning_of_an_error_over_the_limit_is_kept() throws IOException {
    String error = "POST /2018-06-01/runtime/invocation/1/error HTTP/1.1\r\n";
    String half = "x".repeat(600);
    String chunk = "258\r\n" + half + "\r\n";
    String chunked = error + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "0\r\n\r\n";
    String whole = error + "Content-Length: 1200\r\n\r\n" + half + half;
    for (String request : List.of(chunked, whole)) {
      assertThat(exchange(request)).startsWith("HTTP/1.1 202 ");
      assertThat(responses).last().isEqualTo("error " + "x".repeat(LIMIT));
    }
    expectStillServing();
  }

  /// The length is one that no memory could hold.
  @Test
  void body_of_an_unknown_id_is_refused_unread() throws IOException {
    String unknown = "POST /2018-06-01/runtime/invocation/2/response HTTP/1.1\r\n";
    for (String length : List.of("9223372036854775807", "6000000", "1000000000000")) {
      assertThat(exchange(unknown + "Content-Length: " + length + "\r\n\r\nsome"))
          .startsWith("HTTP/1.1 400 ")
          .contains("InvalidRequestID");
    }
    assertThat(exchange(unknown + "Transfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n"))
        .startsWith("HTTP/1.1 400 ");
    String init = "POST /2018-06-01/runtime/init/error HTTP/1.1\r\n";
    assertThat(exchange(init + "Content-Length: 6000000\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ")
        .contains("InvalidStateTransition");
    assertThat(responses).isEmpty();
    expectStillServing();
  }

  @Test
  void connection_goes_on_behind_a_small_body_that_is_refused() throws IOException {
    String refused =
        "POST /2018-06-01/runtime/invocation/2/response HTTP/1.1\r\nContent-Length: 4\r\n\r\nsome";
    assertThat(exchange(refused + RESPONSE + "Content-Length: 2\r\n\r\nok"))
        .startsWith("HTTP/1.1 400 ")
        .contains("HTTP/1.1 202 ");
  }

  @Test
  void response_too_large_to_be_read_is_refused_unread() throws IOException {
    assertThat(exchange(RESPONSE + "Content-Length: 9223372036854775807\r\n\r\nsome"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(responses).last().isEqualTo("too large");
    expectStillServing();
  }

  @Test
  void endless_trailers_and_chunk_sizes_end_the_connection() throws IOException {
    String trailers = "Lambda-Runtime-X: " + "x".repeat(1000) + "\r\n";
    expectRefused(
        RESPONSE + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + trailers.repeat(2060) + "\r\n");
    expectRefused(
        RESPONSE + "Transfer-Encoding: chunked\r\n\r\n1;" + "x".repeat(2000) + "\r\na\r\n");
    expectStillServing();
  }

  /// Each announces a body of the limit and sends nothing.
  @Test
  void silent_connections_give_their_places_back_as_they_end() throws IOException {
    for (int round = 0; round < 10; round++) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Socket socket = connect();
        silent.add(socket);
        socket
            .getOutputStream()
            .write((RESPONSE + "Content-Length: 1000\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      }
      for (Socket socket : silent) {
        socket.close();
      }
      awaitServing();
    }
  }

  private void awaitServing() {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    boolean served = false;
    while (!served) {
      assertThat(System.nanoTime() - deadline).as("places are given back").isNegative();
      try {
        served = exchange(RESPONSE + "Content-Length: 2\r\n\r\nok").startsWith("HTTP/1.1 202 ");
      } catch (IOException _) {
        Thread.onSpinWait(); // refused, as long as ended connections hold their places
      }
    }
  }

  @Test
  void connection_ends_behind_the_answer_if_the_runtime_asks_for_that() throws IOException {
    for (String request :
        List.of(
            RESPONSE + "Connection: close\r\nContent-Length: 2\r\n\r\nok",
            "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nConnection: Close\r\n\r\n")) {
      String[] address = listener.address().split(":", -1);
      try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        byte[] answer = socket.getInputStream().readAllBytes();
        assertThat(new String(answer, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 20");
      }
    }
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
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private Socket connect() throws IOException {
    String[] address = listener.address().split(":", -1);
    return new Socket(address[0], Integer.parseInt(address[1]));
  }

  private final class Recording implements RuntimeSession, ResponseStream {
    @Override
    public boolean extension(ExtensionRequest request, RuntimeConnection connection) {
      return false;
    }

    @Override
    public void next(RuntimeConnection connection) {
      try {
        connection.send("HTTP/1.1 200 OK\r\n", Payload.of(new byte[] {'1'}));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public @Nullable Reply refusesResponse(String requestId) {
      return requestId.equals("1") ? null : Reply.UNKNOWN_REQUEST;
    }

    @Override
    public @Nullable Reply refusesError(String requestId) {
      return refusesResponse(requestId);
    }

    @Override
    public @Nullable Reply refusesInitError() {
      return new Reply.WrongState("Ready", "InitError");
    }

    @Override
    public void runs(String version) {
      throw new AssertionError("a connection knows nothing of versions");
    }

    @Override
    public @Nullable ResponseStream stream(String requestId) {
      return streamed ? this : null;
    }

    @Override
    public void begin(@Nullable String contentType) {
      responses.add("begin " + contentType);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      responses.add(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
    }

    @Override
    public Reply response(String requestId, byte @Nullable [] body) {
      responses.add(body == null ? "too large" : new String(body, StandardCharsets.ISO_8859_1));
      return body == null ? new Reply.TooLarge(LIMIT) : Reply.ACCEPTED;
    }

    @Override
    public Reply error(String requestId, String errorType, byte[] body) {
      responses.add("error " + new String(body, StandardCharsets.ISO_8859_1));
      return Reply.ACCEPTED;
    }

    @Override
    public Reply initError(String errorType, byte[] body) {
      throw new AssertionError("nobody fails");
    }
  }
}
