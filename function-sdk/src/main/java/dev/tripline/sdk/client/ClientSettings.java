package dev.tripline.sdk.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The connection of a client to the dispatcher.
///
/// @param endpoint scheme, host and port, for instance `http://127.0.0.1:8080`
/// @param connectTimeout until the connection stands
/// @param requestTimeout until the whole answer is there; for [TriplineClient#invoke] it must be longer
///     than the function may take (900 s at most)
/// @param retries the most times a request is sent again when that is safe; 0 for never
/// @param firstBackoff the wait before the first retry, doubled each time; a longer wait that the
///     dispatcher asks for is kept, up to [#MAX_BACKOFF]
/// @param headers sent with every request
/// @param accessKey signs invocations; null where access control is off
/// @param token goes with published events; null where access control is off
public record ClientSettings(
    URI endpoint,
    Duration connectTimeout,
    Duration requestTimeout,
    int retries,
    Duration firstBackoff,
    Map<String, String> headers,
    RequestSigner.@Nullable AccessKey accessKey,
    @Nullable String token) {
  /// The longest wait between two tries.
  public static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

  public ClientSettings {
    String scheme = endpoint.getScheme();
    if (endpoint.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
      throw new IllegalArgumentException("endpoint must be an http or https URL: " + endpoint);
    }
    if (!connectTimeout.isPositive() || !requestTimeout.isPositive()) {
      throw new IllegalArgumentException("timeouts must be positive");
    }
    if (retries < 0 || firstBackoff.isNegative()) {
      throw new IllegalArgumentException("retries and backoff must not be negative");
    }
    headers = Map.copyOf(headers);
  }

  /// 5 s to connect, 60 s for an answer, 3 retries from 100 ms.
  public static ClientSettings of(URI endpoint) {
    return new ClientSettings(
        endpoint,
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        3,
        Duration.ofMillis(100),
        Map.of(),
        null,
        null);
  }

  /// The same with another limit for a whole request.
  public ClientSettings withRequestTimeout(Duration timeout) {
    return new ClientSettings(
        endpoint, connectTimeout, timeout, retries, firstBackoff, headers, accessKey, token);
  }

  /// The same with other retries.
  public ClientSettings withRetries(int newRetries, Duration newFirstBackoff) {
    return new ClientSettings(
        endpoint,
        connectTimeout,
        requestTimeout,
        newRetries,
        newFirstBackoff,
        headers,
        accessKey,
        token);
  }

  /// The same with these headers in place of the former.
  public ClientSettings withHeaders(Map<String, String> newHeaders) {
    return new ClientSettings(
        endpoint,
        connectTimeout,
        requestTimeout,
        retries,
        firstBackoff,
        newHeaders,
        accessKey,
        token);
  }

  /// The same with an access key, for invocations.
  public ClientSettings withAccessKey(RequestSigner.AccessKey key) {
    return new ClientSettings(
        endpoint, connectTimeout, requestTimeout, retries, firstBackoff, headers, key, token);
  }

  /// The same with a token, for events.
  public ClientSettings withToken(String newToken) {
    return new ClientSettings(
        endpoint,
        connectTimeout,
        requestTimeout,
        retries,
        firstBackoff,
        headers,
        accessKey,
        newToken);
  }
}
