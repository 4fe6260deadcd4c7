package dev.tripline.dispatcher.alert.notice;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tripline.adapter.http.webhook.WebhookRefusedException;
import dev.tripline.adapter.http.webhook.WebhookScheme;
import dev.tripline.dispatcher.rest.AsyncApiDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An HTTP server that takes notices whose signature is right, as a receiver of Standard Webhooks does.
public final class NoticeReceiver implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final String secret;

  public final List<Received> received = new CopyOnWriteArrayList<>();
  public volatile int status = 200;

  /// @param id the header `webhook-id`
  public record Received(String id, JsonNode body) {
    public String type() {
      return body.path("type").asString();
    }

    public int level() {
      return body.path("data").path("level").asInt();
    }
  }

  public NoticeReceiver(String secret) throws IOException {
    this.secret = secret;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int answer = status;
    String words = answer == 200 ? "thank you" : "not now";
    try {
      String id =
          WebhookScheme.STANDARD.verify(
              name -> Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)),
              body,
              List.of(secret),
              Instant.now(),
              Duration.ofMinutes(5));
      JsonNode notice = JSON.readTree(body);
      AsyncApiDocument.check("alert-webhook", "AlertNotice", notice);
      Map<String, String> headers = new TreeMap<>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      AsyncApiDocument.checkHeaders("alert-webhook", "AlertNotice", headers);
      received.add(new Received(id, notice));
    } catch (AssertionError e) { // whoever awaits the notice is told
      answer = 400;
      words = String.valueOf(e.getMessage());
    } catch (WebhookRefusedException e) {
      answer = 401;
      words = String.valueOf(e.getMessage());
    }
    byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  public String url() {
    return "http://127.0.0.1:%d/hook?token=hush".formatted(server.getAddress().getPort());
  }

  /// What was told of an alert so far.
  public List<Received> of(String alert) {
    return received.stream()
        .filter(one -> one.body().path("data").path("alert").asString().equals(alert))
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
