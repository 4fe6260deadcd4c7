package dev.tripline.runtime.extension.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.runtime.Patience;
import dev.tripline.runtime.extension.telemetry.Destination.Place;
import dev.tripline.runtime.extension.telemetry.Subscription.Category;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A listener of this process, in place of an extension's.
class SubscriberTest {
  private static final InetAddress SANDBOX = InetAddress.ofLiteral("127.99.5.6");
  private static final byte[] EVENT = "{\"type\":\"function\"}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] LOSS = "{\"type\":\"loss\"}".getBytes(StandardCharsets.UTF_8);

  private final TelemetryMemory memory = new TelemetryMemory(TelemetryMemory.LIMIT);

  @SuppressWarnings("NullAway.Init")
  private ServerSocket listener;

  @SuppressWarnings("NullAway.Init")
  private Subscriber subscriber;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 50, SANDBOX);
    int port = listener.getLocalPort();
    subscriber =
        new Subscriber(
            "extension",
            new Subscription(
                true,
                Set.of(Category.FUNCTION),
                new Buffering(1, Buffering.FEWEST_BYTES, Duration.ofHours(1)),
                new Destination.Http(Place.SANDBOX, port, "sandbox:" + port, "/")),
            new LoopbackPorts(ProcessHandle.current().pid(), SANDBOX),
            memory,
            _ -> LOSS);
    subscriber.start();
  }

  @AfterEach
  void end() throws IOException {
    subscriber.close();
    listener.close();
  }

  private String answered(String status) throws IOException {
    try (Socket socket = listener.accept()) {
      byte[] expected = new byte[64 * 1024];
      StringBuilder request = new StringBuilder();
      while (!request.toString().endsWith("]")) {
        int read = socket.getInputStream().read(expected);
        request.append(new String(expected, 0, Math.max(0, read), StandardCharsets.UTF_8));
      }
      socket
          .getOutputStream()
          .write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return request.toString();
    }
  }

  @Test
  void batch_is_sent_again_until_it_is_acknowledged() throws IOException {
    subscriber.add(EVENT);
    assertThat(answered("500 Not Now"))
        .startsWith("POST / HTTP/1.1\r\n")
        .contains("Content-Length: " + (EVENT.length + 2) + "\r\n")
        .endsWith("\r\n\r\n[{\"type\":\"function\"}]");
    assertThat(answered("302 Elsewhere")).endsWith("[{\"type\":\"function\"}]");
    assertThat(answered("204 Taken")).endsWith("[{\"type\":\"function\"}]");
    Patience.await("all memory", () -> memory.taken() == 0);
  }

  @Test
  void batch_that_is_refused_again_and_again_is_given_up_and_told() throws IOException {
    subscriber.add(EVENT);
    for (int i = 0; i < Subscriber.TRIES; i++) {
      assertThat(answered("400 Bad")).endsWith("[{\"type\":\"function\"}]");
    }
    Patience.await("the end of the tries", () -> memory.taken() == 0);
    subscriber.add(EVENT);
    assertThat(answered("200 OK")).endsWith("[{\"type\":\"loss\"},{\"type\":\"function\"}]");
  }

  @Test
  void flush_ends_when_all_is_taken() throws Exception {
    subscriber.add(EVENT);
    subscriber.add(EVENT);
    var flushed = subscriber.flush();
    String _ = answered("200 OK");
    String _ = answered("200 OK");
    flushed.get();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void flush_ends_when_a_batch_is_not_taken()
      throws IOException, InterruptedException, ExecutionException {
    listener.close();
    subscriber.add(EVENT);
    subscriber.flush().get();
    Patience.await("all memory", () -> memory.taken() == 0);
  }

  @Test
  void end_cuts_a_listener_off_that_does_not_answer() throws IOException {
    subscriber.add(EVENT);
    try (Socket _ = listener.accept()) {
      subscriber.add(EVENT);
      subscriber.close();
      Patience.await("all memory", () -> memory.taken() == 0);
    }
  }
}
