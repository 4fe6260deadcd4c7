package dev.tripline.dispatcher.fire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A function behind HTTP, in the process of the test: it outlives every dispatcher, and knows in which
/// order records were handed over.
final class BatchSink implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /// Records whose batches fail.
  final Set<String> bad = ConcurrentHashMap.newKeySet();

  /// Records whose batches are put off, which costs no attempt.
  final Set<String> busy = ConcurrentHashMap.newKeySet();

  /// A record whose batch is taken, and answered only when [#release] is called.
  volatile String held = "";

  private final CountDownLatch holding = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private final List<String> putOff = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  BatchSink() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /// As it is registered.
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /// The records of a key that were handled, in order.
  List<String> handled(String key) {
    return handled.stream().filter(body -> body.startsWith(key + "-")).toList();
  }

  /// How often a batch with the record was put off.
  long putOff(String record) {
    return putOff.stream().filter(record::equals).count();
  }

  /// Waits until the held record is there.
  void awaitHeld() throws InterruptedException {
    holding.await();
  }

  void release() {
    released.countDown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    List<String> bodies = bodies(JSON.readTree(exchange.getRequestBody().readAllBytes()));
    int status = 200;
    if (bodies.stream().anyMatch(bad::contains)) {
      status = 400;
    } else if (bodies.stream().anyMatch(busy::contains)) {
      putOff.addAll(bodies);
      status = 429;
      exchange.getResponseHeaders().set("Retry-After", "1");
    } else {
      handled.addAll(bodies);
      if (bodies.contains(held)) {
        held = "";
        holding.countDown();
        awaitRelease();
      }
    }
    exchange.sendResponseHeaders(status, 4);
    exchange.getResponseBody().write("null".getBytes(StandardCharsets.UTF_8));
    exchange.close();
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> bodies(JsonNode event) {
    List<String> bodies = new ArrayList<>();
    for (JsonNode partition : event.path("records")) {
      partition.forEach(record -> bodies.add(text(record.required("value"))));
    }
    event
        .path("Records")
        .forEach(record -> bodies.add(text(record.required("kinesis").required("data"))));
    return bodies;
  }

  private static String text(JsonNode base64) {
    return new String(Base64.getDecoder().decode(base64.asString()), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    release();
    server.stop(0);
  }
}
