package dev.tripline.dispatcher.destination.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Takes `Publish` requests of the Query protocol and answers as SNS does. There is no SNS that could
/// run beside a test; this one knows no subscriptions, and every topic but `missing`.
final class SnsStandIn implements AutoCloseable {
  private static final String ANSWER =
      """
      <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>\
      <MessageId>b1f2</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId>\
      </ResponseMetadata></PublishResponse>\
      """;
  private static final String ERROR =
      """
      <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>\
      <Code>%s</Code><Message>%s</Message></Error><RequestId>r</RequestId></ErrorResponse>\
      """;

  final List<Map<String, String>> published = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  SnsStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> form = new TreeMap<>();
    for (String pair : List.of(body.split("&", -1))) {
      int equals = pair.indexOf('=');
      form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
    }
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!authorization.contains("/sns/aws4_request")
        || !form.getOrDefault("Action", "").equals("Publish")) {
      answer(exchange, 403, ERROR.formatted("SignatureDoesNotMatch", "not signed for SNS"));
    } else if (form.getOrDefault("TopicArn", "").endsWith(":missing")) {
      answer(exchange, 404, ERROR.formatted("NotFound", "Topic does not exist"));
    } else {
      published.add(form);
      answer(exchange, 200, ANSWER);
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, String xml) throws IOException {
    byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
