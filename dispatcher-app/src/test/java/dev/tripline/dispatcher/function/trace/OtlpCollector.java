package dev.tripline.dispatcher.function.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tripline.dispatcher.scenario.TriggerApp;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A collector that takes OTLP over HTTP in Protobuf and keeps the spans.
public final class OtlpCollector implements AutoCloseable {
  final List<Span> spans = new CopyOnWriteArrayList<>();

  /// The status of the next answers; 200 where there is none.
  final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

  /// What an export waits for before it is answered.
  volatile CountDownLatch gate = new CountDownLatch(0);

  final AtomicInteger requests = new AtomicInteger();
  private final HttpServer server;

  public OtlpCollector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      requests.incrementAndGet();
      gate.await();
      Integer status = answers.poll();
      if (status == null) {
        ExportTraceServiceRequest.parseFrom(body)
            .getResourceSpansList()
            .forEach(resource ->
                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
      }
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(status == null ? 200 : status, -1);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  /// Waits for that many spans.
  public List<Span> await(int number, Predicate<Span> which) {
    TriggerApp.await(
        () -> spans.stream().filter(which).count() >= number, number + " spans of " + spans);
    return spans.stream().filter(which).toList();
  }

  public Span await(Predicate<Span> which) {
    return await(1, which).getFirst();
  }

  /// Null if it has no such attribute.
  public static @Nullable String attribute(Span span, String key) {
    return span.getAttributesList().stream()
        .filter(one -> one.getKey().equals(key))
        .map(KeyValue::getValue)
        .map(value ->
            value.hasStringValue()
                ? value.getStringValue()
                : value.hasIntValue()
                    ? Long.toString(value.getIntValue())
                    : Boolean.toString(value.getBoolValue()))
        .findFirst()
        .orElse(null);
  }

  public static String traceId(Span span) {
    return HexFormat.of().formatHex(span.getTraceId().toByteArray());
  }

  public static String spanId(Span span) {
    return HexFormat.of().formatHex(span.getSpanId().toByteArray());
  }

  public static String parent(Span span) {
    return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
  }

  public static List<String> links(Span span) {
    return span.getLinksList().stream()
        .map(link ->
            HexFormat.of().formatHex(link.getTraceId().toByteArray())
                + "-"
                + HexFormat.of().formatHex(link.getSpanId().toByteArray()))
        .toList();
  }

  @Override
  public void close() {
    gate.countDown();
    server.stop(0);
  }
}
