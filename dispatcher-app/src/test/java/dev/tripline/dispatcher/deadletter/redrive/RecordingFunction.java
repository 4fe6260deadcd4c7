package dev.tripline.dispatcher.deadletter.redrive;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An HTTP endpoint that is a function: remembers what it is given, and fails when it is told to.
public final class RecordingFunction implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  public final List<Call> calls = new CopyOnWriteArrayList<>();
  public volatile Predicate<Call> fails = _ -> false;
  private final HttpServer server;

  public RecordingFunction() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            JsonNode event = JSON.readTree(exchange.getRequestBody().readAllBytes());
            Call call =
                new Call(
                    exchange.getRequestURI().getPath(),
                    event.path("n").asInt(-1),
                    exchange.getRequestHeaders().getFirst("Tripline-Request-Id"),
                    context(exchange.getRequestHeaders().getFirst("X-Amz-Client-Context")));
            calls.add(call);
            exchange.sendResponseHeaders(fails.test(call) ? 400 : 200, -1);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /// @param path by which it was called
  /// @param n a member of its event
  /// @param context what it was told beside the event; empty for nothing
  public record Call(String path, int n, String requestId, String context) {}

  private static String context(@Nullable String base64) {
    return base64 == null
        ? ""
        : new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  /// Its form as a function of a dispatcher, without retries.
  public String form(String name) {
    return "{\"name\":\"%s\",\"url\":\"http://127.0.0.1:%d/%s\",\"retry\":{\"maxRetries\":0}}"
        .formatted(name, server.getAddress().getPort(), name);
  }

  public List<Integer> numbers() {
    return calls.stream().map(Call::n).toList();
  }

  /// Forgets what it was given, and fails no more.
  public void clear() {
    calls.clear();
    fails = _ -> false;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
