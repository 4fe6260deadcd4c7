package dev.tripline.testkit.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Speaks to a dispatcher as an operator would: plain HTTP, no SDK. Blocking; safe for many threads.
public final class DispatcherClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final URI endpoint;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public DispatcherClient(URI endpoint) {
    this.endpoint = endpoint;
  }

  /// @param body text of the response, whatever its status
  public record Answer(int status, String body) {

    /// The body, if the status tells of success.
    ///
    /// @throws IllegalStateException otherwise
    public String orThrow() {
      if (status / 100 != 2) {
        throw new IllegalStateException("the dispatcher answered " + status + ": " + body);
      }
      return body;
    }
  }

  /// The resource to which a function's invocations are posted.
  public static URI invocations(URI endpoint, String function) {
    return endpoint.resolve("/2015-03-31/functions/" + function + "/invocations");
  }

  /// Creates the function and waits until it is active.
  public void deploy(FunctionPackage function) throws InterruptedException {
    send("POST", "/2015-03-31/functions", function.createRequest()).orThrow();
    await("/2015-03-31/functions/" + function.name() + "/configuration", "State", "Active");
  }

  /// Asks until a member of the answer has that value. Blocks at most some minutes.
  ///
  /// @param path of a read
  public void await(String path, String member, String wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String answer = send("GET", path, "").orThrow();
      if (answer.replace(" ", "").contains("\"" + member + "\":\"" + wanted + "\"")) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(path + " stays at " + answer);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /// Invokes and waits for the result.
  public Answer invoke(String function, String payload) throws InterruptedException {
    return send("POST", invocations(endpoint, function).getPath(), payload);
  }

  /// Invokes without waiting for more than the event's acceptance.
  public Answer invokeLater(String function, String payload) throws InterruptedException {
    String path = invocations(endpoint, function).getPath();
    return send("POST", path, payload, "X-Amz-Invocation-Type", "Event");
  }

  /// Any request; an empty body is not sent.
  public Answer send(String method, String path, String body) throws InterruptedException {
    return send(method, path, body, "Accept", "*/*");
  }

  private Answer send(String method, String path, String body, String header, String value)
      throws InterruptedException {
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .header(header, value)
            .method(method, publisher)
            .build();
    try {
      HttpResponse<String> response =
          http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new IllegalStateException(method + " " + path + " got no answer", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
