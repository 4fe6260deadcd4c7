package dev.tripline.dispatcher.function.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.trace.InvocationSpan;
import dev.tripline.runtime.trace.TraceIds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class OtlpExporterTest {
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();

  @SuppressWarnings("NullAway.Init") // before each test
  private HttpServer collector;

  @BeforeEach
  void start() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          Integer answer = answers.poll();
          int status = answer == null ? 200 : answer;
          taken.add(status + " " + names(body));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  private static String names(byte[] body) {
    StringBuilder names = new StringBuilder();
    for (var resource : JsonMapper.shared().readTree(body).path("resourceSpans")) {
      for (var span : resource.path("scopeSpans").path(0).path("spans")) {
        names.append(span.path("name").stringValue());
      }
    }
    return names.toString();
  }

  private OtlpExporter exporter(int queue) {
    URI endpoint = URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/");
    return new OtlpExporter(endpoint, Duration.ofMillis(1), queue);
  }

  private static InvocationSpan span(String function) {
    FunctionSpec spec =
        new FunctionSpec(
            function,
            function,
            "1",
            "arn",
            "python3.12",
            "index.handler",
            Path.of("/code"),
            null,
            Map.of(),
            Duration.ofSeconds(3),
            128,
            512);
    return new InvocationSpan(
        new TraceIds("0".repeat(32), "1".repeat(16)),
        spec,
        "id",
        "arn",
        1,
        Instant.EPOCH,
        Duration.ofMillis(5),
        null,
        null);
  }

  private String next() throws InterruptedException {
    return String.valueOf(taken.poll(60, TimeUnit.SECONDS));
  }

  @Test
  void spans_are_sent_again_while_the_collector_is_overloaded() throws InterruptedException {
    answers.add(503);
    try (OtlpExporter exporter = exporter(10)) {
      exporter.start();
      exporter.ended(span("a"));
      assertThat(next()).isEqualTo("503 a");
      assertThat(next()).startsWith("200 a");
    }
  }

  @Test
  void spans_that_are_refused_are_dropped() throws InterruptedException {
    answers.add(400);
    try (OtlpExporter exporter = exporter(10)) {
      exporter.start();
      exporter.ended(span("a"));
      assertThat(next()).isEqualTo("400 a");
      exporter.ended(span("b"));
      assertThat(next()).isEqualTo("200 b");
    }
  }

  @Test
  void full_queue_drops_and_the_rest_is_sent_at_the_end() throws InterruptedException {
    OtlpExporter exporter = exporter(2);
    exporter.ended(span("a"));
    exporter.ended(span("b"));
    exporter.ended(span("c"));
    exporter.start();
    exporter.close();
    StringBuilder all = new StringBuilder(next());
    while (!all.toString().endsWith("b")) {
      all.append(next());
    }
    assertThat(all).doesNotContain("c").contains("a");
  }
}
