package dev.tripline.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class InstrumentsTest {

  @Test
  void percentiles_are_right_within_the_width_of_a_bucket() {
    LatencyHistogram latencies = new LatencyHistogram();
    for (int micros = 1; micros <= 1_000; micros++) {
      latencies.add(micros * 1_000L);
    }
    assertThat(latencies.percentile(0.5)).isCloseTo(500, Percentage.withPercentage(4));
    assertThat(latencies.percentile(0.99)).isCloseTo(990, Percentage.withPercentage(4));
  }

  @Test
  void length_of_a_response_comes_from_its_head_or_its_chunks() {
    assertThat(lengthOf("HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\n{}")).isEqualTo(38);
    assertThat(lengthOf("HTTP/1.1 204 \r\n\r\n")).isEqualTo(17);
    assertThat(lengthOf("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"))
        .isEqualTo(57);
    assertThat(lengthOf("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"))
        .isEqualTo(-1);
    assertThat(lengthOf("HTTP/1.1 200 \r\nContent-Le")).isEqualTo(-1);
  }

  @Test
  void sends_as_many_requests_as_asked_for() throws IOException {
    AtomicInteger served = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext(
        "/",
        exchange -> {
          served.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    server.start();
    try {
      int port = server.getAddress().getPort();
      byte[] request =
          HttpMessages.post(port, "/", Map.of(), "{}".getBytes(StandardCharsets.UTF_8));
      HttpLoad.Result result = new HttpLoad(port, request, 202).send(8, 1_000);
      assertThat(served).hasValue(1_000);
      assertThat(result.failures()).isZero();
      assertThat(result.perSecond()).isPositive();
    } finally {
      server.stop(0);
    }
  }

  private static int lengthOf(String response) {
    byte[] bytes = response.getBytes(StandardCharsets.US_ASCII);
    return HttpMessages.responseLength(bytes, bytes.length);
  }
}
