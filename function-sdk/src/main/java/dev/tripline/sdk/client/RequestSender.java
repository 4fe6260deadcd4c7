package dev.tripline.sdk.client;

import dev.tripline.sdk.client.TriplineException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Sends a request, again if that is safe.
final class RequestSender implements AutoCloseable {
  private final ClientSettings settings;
  private final HttpClient http;

  RequestSender(ClientSettings settings) {
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.connectTimeout())
            .build();
  }

  /// The last answer, whatever its status.
  ///
  /// @throws TriplineException if there is none
  HttpResponse<byte[]> send(HttpRequest request, SafeRetry safe) throws InterruptedException {
    for (int retry = 0; ; retry++) {
      boolean last = retry >= settings.retries();
      try {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        if (last || !safe.after(response.statusCode())) {
          return response;
        }
        pause(retry, Problem.retryAfter(response));
      } catch (IOException e) {
        boolean connected = !isConnect(e);
        if (last || !safe.afterFailure(connected)) {
          throw unanswered(request, connected, e);
        }
        pause(retry, null);
      }
    }
  }

  private static boolean isConnect(IOException e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  private static TriplineException unanswered(
      HttpRequest request, boolean connected, IOException e) {
    String what = request.method() + " " + request.uri();
    return connected
        ? new TriplineException(
            Kind.UNKNOWN_OUTCOME, 0, null, what + " got no answer; it may have been accepted", e)
        : new TriplineException(
            Kind.NOT_ACCEPTED, 0, null, what + " could not be sent: no connection", e);
  }

  private void pause(int retry, @Nullable Duration asked) throws InterruptedException {
    long backoff = settings.firstBackoff().toMillis() << Math.min(retry, 20);
    long jittered = backoff / 2 + ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
    long wanted = asked == null ? jittered : Math.max(jittered, asked.toMillis());
    Thread.sleep(Math.min(wanted, ClientSettings.MAX_BACKOFF.toMillis()));
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
