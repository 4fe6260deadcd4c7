package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bodies in chunks that do not end: each is refused while it is read, its sender gets to read so, and
/// its connection ends.
class EndlessBodyTest {
  private static final int CHUNK = 1024 * 1024;

  /// More than the server takes in of a body that it refuses, and than this JVM has memory.
  private static final int CHUNKS = 4_000;

  private static @TempDir Path data;
  private static @Nullable RunningDispatcher dispatcher;

  @BeforeAll
  static void start() throws Exception {
    RunningDispatcher started =
        RunningDispatcher.start(data, "--tripline.endpoints.allow=127.0.0.1");
    dispatcher = started;
    started.send("POST", "/v1/functions", "{\"name\":\"sink\",\"url\":\"http://127.0.0.1:1/\"}");
    for (String name : List.of("events", "paused")) {
      started.send(
          "POST",
          "/v1/triggers",
          "{\"name\":\"%s\",\"function\":\"sink\",\"source\":{\"kind\":\"http\"}}".formatted(name));
    }
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(dispatcher).close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /v1/triggers | application/json | 413",
        "PATCH /v1/triggers/events | application/merge-patch+json | 413",
        "POST /v1/triggers/paused/pause | application/json | 200",
        "POST /v1/triggers/paused/resume | application/x-www-form-urlencoded | 415",
        "POST /v1/triggers/paused/resume | multipart/form-data; boundary=x | 415",
        "POST /v1/events/events | application/cloudevents+json | 413",
        "POST /v1/events/events | application/x-www-form-urlencoded | 413",
        "POST /v1/nowhere | application/json | 404",
        "POST /nowhere | application/x-www-form-urlencoded | 404",
        "POST /actuator/health | application/json | 405",
        "POST /2015-03-31/functions | application/json | 413",
        "POST /2015-03-31/functions/sink/invocations | application/octet-stream | 413",
        "POST /2015-03-31/nowhere | application/json | 404",
        "GET /v1/triggers | application/json | 200",
      })
  void ends(String request, String type, int status) throws Exception {
    try (Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(),
            Objects.requireNonNull(dispatcher).endpoint().getPort())) {
      FutureTask<String> answer =
          new FutureTask<>(() ->
              new BufferedReader(
                      new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                  .readLine());
      Thread.ofVirtual().start(answer);
      int sent = send(socket.getOutputStream(), request, type);
      assertThat(answer.get()).startsWith("HTTP/1.1 " + status + " ");
      assertThat(sent).isLessThan(CHUNKS);
    }
  }

  /// @return the chunks that could be sent
  private static int send(OutputStream out, String request, String type) throws IOException {
    String head =
        request
            + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: "
            + type
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    byte[] chunk = new byte[CHUNK];
    Arrays.fill(chunk, (byte) ' ');
    byte[] length = (Integer.toHexString(CHUNK) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] end = {'\r', '\n'};
    for (int i = 0; i < CHUNKS; i++) {
      try {
        out.write(length);
        out.write(chunk);
        out.write(end);
      } catch (IOException _) {
        return i;
      }
    }
    return CHUNKS;
  }
}
