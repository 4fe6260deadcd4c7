package dev.tripline.dispatcher.handlers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// As much of AWS as handlers of these tests call: objects of S3, a parameter, a secret, and a service
/// of nobody that answers what it is sent. It takes any credentials, as long as there are some.
final class AwsEndpoint implements AutoCloseable {
  private final Map<String, StoredObject> objects = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  private record StoredObject(String type, byte[] content) {}

  private AwsEndpoint(HttpServer server) {
    this.server = server;
  }

  static AwsEndpoint start() {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      AwsEndpoint endpoint = new AwsEndpoint(HttpServer.create(address, 0));
      endpoint.server.setExecutor(endpoint.threads);
      endpoint.server.createContext("/", endpoint::serve);
      endpoint.server.createContext("/plain/", AwsEndpoint::echo);
      endpoint.server.start();
      return endpoint;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// The variables by which SDKs find it.
  Map<String, String> variables() {
    return Map.of(
        "AWS_ENDPOINT_URL_S3", url(),
        "AWS_ENDPOINT_URL_SSM", url(),
        "AWS_ENDPOINT_URL_SECRETS_MANAGER", url());
  }

  void put(String path, String type, String content) {
    objects.put(path, new StoredObject(type, content.getBytes(StandardCharsets.UTF_8)));
  }

  /// @return null if there is none
  @Nullable String get(String path) {
    StoredObject object = objects.get(path);
    return object == null ? null : new String(object.content(), StandardCharsets.UTF_8);
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    String signature = exchange.getRequestHeaders().getFirst("Authorization");
    if (signature == null || !signature.startsWith("AWS4-HMAC-SHA256 Credential=")) {
      answer(exchange, 403, "text/plain", "unsigned".getBytes(StandardCharsets.UTF_8));
    } else if (target == null) {
      object(exchange, body);
    } else {
      String json =
          switch (target) {
            case "AmazonSSM.GetParameter" ->
                """
                {"Parameter":{"Name":"/shop/theme","Type":"String","Version":1,
                 "Value":"{\\"colour\\":\\"green\\"}"}}\
                """;
            case "secretsmanager.GetSecretValue" ->
                """
                {"Name":"database",
                 "SecretString":"{\\"user\\":\\"shop\\",\\"password\\":\\"pass\\"}"}\
                """;
            default -> "";
          };
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      answer(exchange, bytes.length == 0 ? 400 : 200, "application/x-amz-json-1.1", bytes);
    }
  }

  private void object(HttpExchange exchange, byte[] body) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestMethod().equals("PUT")) {
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      objects.put(path, new StoredObject(type == null ? "" : type, unframed(exchange, body)));
      answer(exchange, 200, "application/xml", new byte[0]);
      return;
    }
    StoredObject found = objects.get(path);
    if (found == null) {
      String missing = "<Error><Code>NoSuchKey</Code><Message>absent</Message></Error>";
      answer(exchange, 404, "application/xml", missing.getBytes(StandardCharsets.UTF_8));
    } else {
      answer(exchange, 200, found.type(), found.content());
    }
  }

  /// SDKs send a body in chunks with a checksum behind it.
  private static byte[] unframed(HttpExchange exchange, byte[] body) {
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    if (encoding == null || !encoding.contains("aws-chunked")) {
      return body;
    }
    String text = new String(body, StandardCharsets.ISO_8859_1);
    StringBuilder content = new StringBuilder();
    int at = 0;
    while (true) {
      int end = text.indexOf("\r\n", at);
      int size = Integer.parseInt(text.substring(at, end).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        return content.toString().getBytes(StandardCharsets.ISO_8859_1);
      }
      content.append(text, end + 2, end + 2 + size);
      at = end + 2 + size + 2;
    }
  }

  private static void echo(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    answer(exchange, 200, "application/json", body);
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
