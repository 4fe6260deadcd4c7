package dev.tripline.dispatcher.rest.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.scenario.TriggerApp;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;

/// Clients that keep their connections and send one request after the other, through a stop.
class AnnouncedStopTest {
  private static final int CLIENTS = 24;

  @TempDir Path data;

  /// The end of a client.
  private enum End {
    /// It was told that the connection ends.
    TOLD,
    /// It sent a request and got no answer.
    UNANSWERED
  }

  @Test
  void each_request_on_a_kept_connection_is_answered() throws Exception {
    ConfigurableApplicationContext app =
        SpringApplication.run(
            TriplineApplication.class, "--server.port=0", "--tripline.data-directory=" + data);
    int port = Integer.parseInt(app.getEnvironment().getRequiredProperty("local.server.port"));
    AtomicInteger answered = new AtomicInteger();
    List<Future<End>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        // Half of them ask the Lambda API.
        String path = i % 2 == 0 ? "/v1/triggers" : "/2015-03-31/functions";
        ends.add(threads.submit(() -> sendUntilTheEnd(port, path, answered)));
      }
      TriggerApp.await(() -> answered.get() > CLIENTS * 20, "traffic");
      app.close();
      for (Future<End> end : ends) {
        assertThat(end.get()).isEqualTo(End.TOLD);
      }
    }
  }

  /// They go on until the server ends, and would put that off.
  @ParameterizedTest
  @CsvSource({
    "/actuator/health, true",
    "/actuator/health/readiness, true",
    "/actuator/prometheus, false",
    "/v1/triggers, false"
  })
  void probes_of_a_load_balancer_do_not_defer_the_stop(String path, boolean probe) {
    assertThat(StopAnnouncement.isProbe(new MockHttpServletRequest("GET", path))).isEqualTo(probe);
  }

  private static End sendUntilTheEnd(int port, String path, AtomicInteger answered)
      throws IOException {
    byte[] request =
        ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        String head;
        try {
          socket.getOutputStream().write(request);
          head = head(in);
        } catch (IOException _) {
          return End.UNANSWERED;
        }
        if (head.isEmpty()) {
          return End.UNANSWERED;
        }
        assertThat(head).startsWith("http/1.1 200");
        answered.incrementAndGet();
        if (head.contains("connection: close")) {
          return End.TOLD;
        }
        skipBody(in, head);
      }
    }
  }

  /// Status line and headers in lower case; empty at the end of the stream.
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int read;
    while ((read = in.read()) >= 0) {
      head.write(read);
      String text = head.toString(StandardCharsets.US_ASCII);
      if (text.endsWith("\r\n\r\n")) {
        return text.toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  private static void skipBody(InputStream in, String head) throws IOException {
    if (head.contains("transfer-encoding: chunked")) {
      int size;
      do {
        StringBuilder line = new StringBuilder();
        int read;
        while ((read = in.read()) != '\n') {
          line.append((char) read);
        }
        size = Integer.parseInt(line.toString().strip(), 16);
        in.skipNBytes(size + 2);
      } while (size > 0);
      return;
    }
    String length = head.replaceAll("(?s).*content-length: (\\d+).*", "$1");
    in.skipNBytes(Integer.parseInt(length));
  }
}
