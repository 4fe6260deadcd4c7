package dev.tripline.cli.http;

import dev.tripline.sdk.client.RequestSigner;
import dev.tripline.sdk.client.RequestSigner.AccessKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Speaks to one dispatcher. Blocking; never sends a request twice and follows no redirect, so that keys
/// go nowhere else. Answers of more than 256 MB are refused.
public final class Client implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final long MOST_BYTES = 256L << 20;

  private final URI endpoint;
  private final @Nullable String token;
  private final @Nullable RequestSigner signer;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  /// @param token for `/v1`; null where access control is off
  /// @param key for the Lambda API; null where access control is off
  public Client(
      URI endpoint,
      @Nullable String token,
      @Nullable AccessKey key,
      String region,
      InstantSource clock) {
    this.endpoint = endpoint;
    this.token = token;
    this.signer = key == null ? null : new RequestSigner(key, region, clock);
  }

  /// A request.
  ///
  /// @param path below the endpoint, encoded
  /// @param headers beside those that prove who calls
  /// @param timeout until the whole answer is there
  public record Request(
      String method, String path, Map<String, String> headers, byte[] body, Duration timeout) {

    /// Without a body.
    public static Request of(String method, ApiPath path, Duration timeout) {
      return new Request(method, path.toString(), Map.of(), new byte[0], timeout);
    }

    public static Request json(String method, ApiPath path, byte[] body, Duration timeout) {
      return new Request(
          method, path.toString(), Map.of("Content-Type", "application/json"), body, timeout);
    }
  }

  /// Sends to `/v1`, with the token.
  ///
  /// @throws RefusedException if the answer is not a 2xx
  /// @throws NoAnswerException if there is none
  public Answer own(Request request) {
    return good(send(request, bearer()));
  }

  /// Sends to the Lambda API, signed.
  ///
  /// @throws RefusedException if the answer is not a 2xx
  /// @throws NoAnswerException if there is none
  public Answer lambda(Request request) {
    return good(send(request, signature(request)));
  }

  /// As [#own], with an answer of any status.
  public Answer ownOfAnyStatus(Request request) {
    return send(request, bearer());
  }

  /// As [#lambda], with an answer of any status.
  public Answer lambdaOfAnyStatus(Request request) {
    return send(request, signature(request));
  }

  /// Follows a stream of server-sent events of `/v1`, line by line, until the stream is closed or ends.
  ///
  /// @throws RefusedException if the answer is not a 2xx
  public Stream<String> follow(ApiPath path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(path.toString()));
    bearer().forEach(request::header);
    request.header("Accept", "text/event-stream, application/problem+json");
    HttpResponse<Stream<String>> response = exchange(request.build(), BodyHandlers.ofLines());
    if (response.statusCode() / 100 != 2) {
      try (Stream<String> lines = response.body()) {
        byte[] body =
            String.join("\n", lines.limit(1000).toList()).getBytes(StandardCharsets.UTF_8);
        throw new RefusedException(new Answer(response.statusCode(), response.headers(), body));
      }
    }
    return response.body();
  }

  public URI endpoint() {
    return endpoint;
  }

  private static Answer good(Answer answer) {
    if (!answer.isGood()) {
      throw new RefusedException(answer);
    }
    return answer;
  }

  private Map<String, String> bearer() {
    return token == null ? Map.of() : Map.of("Authorization", "Bearer " + token);
  }

  private Map<String, String> signature(Request request) {
    if (signer == null) {
      return Map.of();
    }
    Map<String, String> signed = new HashMap<>(request.headers);
    signed.keySet().removeIf(name -> !name.startsWith("X-Amz-"));
    return signer.sign(request.method, address(request.path), signed, request.body);
  }

  private Answer send(Request request, Map<String, String> proof) {
    HttpRequest.Builder built =
        HttpRequest.newBuilder(address(request.path))
            .timeout(request.timeout)
            .method(request.method, BodyPublishers.ofByteArray(request.body));
    request.headers.forEach(built::setHeader);
    proof.forEach(built::setHeader);
    HttpResponse<byte[]> response =
        exchange(built.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    String what = request.method() + " " + request.uri();
    try {
      return http.send(request, handler);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      throw new NoAnswerException("no dispatcher at " + endpoint + ": no connection", e);
    } catch (HttpTimeoutException e) {
      throw new NoAnswerException(what + " got no answer in time; see --timeout", e);
    } catch (IOException e) {
      throw new NoAnswerException(what + " got no answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException(what + " was broken off", e);
    }
  }

  private URI address(String path) {
    return URI.create(endpoint.toString().replaceFirst("/+$", "") + path);
  }

  /// Ends what is running.
  @Override
  public void close() {
    http.shutdownNow();
  }
}
