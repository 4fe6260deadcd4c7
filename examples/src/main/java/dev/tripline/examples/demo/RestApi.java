package dev.tripline.examples.demo;

import dev.tripline.sdk.client.RequestSigner;
import dev.tripline.sdk.json.PayloadMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Client of the dispatcher's REST API; bodies are maps.
final class RestApi {
  private final URI endpoint;
  private final RequestSigner.AccessKey key;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// @param key signs requests to AWS's APIs
  /// @param token goes with those to `/v1`
  RestApi(URI endpoint, RequestSigner.AccessKey key, String token) {
    this.endpoint = endpoint;
    this.key = key;
    this.token = token;
  }

  /// The service refused a request; its own words are the message.
  static final class RefusedException extends RuntimeException {
    RefusedException(String message) {
      super(message);
    }
  }

  /// A JSON operation: below `/v1` and `/http` with the token, else signed for the Lambda API.
  ///
  /// @throws RefusedException for any status but 2xx
  Map<String, @Nullable Object> call(String method, String path, @Nullable Object body)
      throws IOException, InterruptedException {
    URI address = endpoint.resolve(path);
    byte[] content = body == null ? new byte[0] : PayloadMapper.standard().write(body);
    Map<String, String> headers = new TreeMap<>();
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    if (path.startsWith("/v1/") || path.startsWith("/http/")) {
      headers.put("Authorization", "Bearer " + token);
    } else {
      headers.putAll(signer("lambda").sign(method, address, Map.of(), content));
    }
    return object(send(method, address, headers, content));
  }

  /// An operation of EventBridge.
  Map<String, @Nullable Object> events(String operation, Object body)
      throws IOException, InterruptedException {
    URI address = endpoint.resolve("/");
    byte[] content = PayloadMapper.standard().write(body);
    Map<String, String> headers = new TreeMap<>();
    headers.put("X-Amz-Target", "AWSEvents." + operation);
    headers.putAll(signer("events").sign("POST", address, headers, content));
    headers.put("Content-Type", "application/x-amz-json-1.1");
    return object(send("POST", address, headers, content));
  }

  /// An action of SNS, with its parameters.
  void sns(Map<String, String> parameters) throws IOException, InterruptedException {
    URI address = endpoint.resolve("/");
    byte[] content =
        parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"))
            .getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers =
        new TreeMap<>(signer("sns").sign("POST", address, Map.of(), content));
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    send("POST", address, headers, content);
  }

  /// Reads an address as anybody may.
  Map<String, @Nullable Object> get(URI address) throws IOException, InterruptedException {
    return object(send("GET", address, Map.of(), new byte[0]));
  }

  private RequestSigner signer(String service) {
    return new RequestSigner(key, "us-east-1", service, InstantSource.system());
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private byte[] send(String method, URI address, Map<String, String> headers, byte[] content)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                content.length == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(content));
    headers.forEach(request::header);
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 != 2) {
      String text = new String(response.body(), StandardCharsets.UTF_8);
      throw new RefusedException(
          method
              + " "
              + address.getPath()
              + " was answered "
              + response.statusCode()
              + ": "
              + text);
    }
    return response.body();
  }

  private static Map<String, @Nullable Object> object(byte[] json) {
    return Json.object(
        json.length == 0 ? Map.of() : PayloadMapper.standard().read(json, Object.class));
  }
}
