package dev.tripline.examples.demo;

import dev.tripline.sdk.json.PayloadMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Client of the dispatcher's REST API; bodies are maps.
final class RestApi {
  private final URI endpoint;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  RestApi(URI endpoint) {
    this.endpoint = endpoint;
  }

  /// The service refused a request; its own words are the message.
  static final class RefusedException extends RuntimeException {
    RefusedException(String message) {
      super(message);
    }
  }

  /// @throws RefusedException for any status but 2xx
  Map<String, @Nullable Object> call(String method, String path, @Nullable Object body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve(path)).timeout(Duration.ofSeconds(60));
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofByteArray(PayloadMapper.standard().write(body)));
    }
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    if (response.statusCode() / 100 != 2) {
      String text = new String(response.body(), StandardCharsets.UTF_8);
      throw new RefusedException(
          method + " " + path + " was answered " + response.statusCode() + ": " + text);
    }
    Object answer =
        response.body().length == 0
            ? Map.of()
            : PayloadMapper.standard().read(response.body(), Object.class);
    return Json.object(answer);
  }
}
