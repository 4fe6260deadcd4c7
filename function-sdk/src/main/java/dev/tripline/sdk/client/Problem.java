package dev.tripline.sdk.client;

import dev.tripline.sdk.client.TriplineException.Kind;
import dev.tripline.sdk.json.InvalidPayloadException;
import dev.tripline.sdk.json.PayloadMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error as the dispatcher tells it: in AWS's words on the Lambda paths (`message` or `Message`,
/// `Reason`), as an RFC 9457 problem on `/v1` (`title`, `detail`).
record Problem(
    int status,
    @Nullable String errorType,
    String message,
    String reason,
    @Nullable Duration retryAfter) {
  private static final int SHOWN_CHARACTERS = 500;

  static Problem in(HttpResponse<byte[]> response, PayloadMapper mapper) {
    Map<?, ?> body = object(response.body(), mapper);
    String type = response.headers().firstValue("x-amzn-ErrorType").orElse(text(body, "title"));
    String message = first(body, "message", "Message", "detail", "title");
    if (message == null) {
      String all = new String(response.body(), StandardCharsets.UTF_8);
      message = all.substring(0, Math.min(all.length(), SHOWN_CHARACTERS));
    }
    String reason = first(body, "Reason", "reason");
    return new Problem(
        response.statusCode(),
        type,
        message,
        reason == null ? message : reason,
        retryAfter(response));
  }

  TriplineException asException(Kind kind) {
    String name = errorType == null ? "" : " " + errorType;
    return new TriplineException(kind, status, errorType, status + name + ": " + message, null);
  }

  /// Whole seconds, as the dispatcher sends them; a date is not understood and ignored.
  static @Nullable Duration retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,9}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(null);
  }

  /// The body as an object; an empty one if it is none (an error page of a proxy, for instance).
  static Map<?, ?> object(byte[] body, PayloadMapper mapper) {
    try {
      return mapper.read(body, Object.class) instanceof Map<?, ?> map ? map : Map.of();
    } catch (InvalidPayloadException _) {
      return Map.of();
    }
  }

  static @Nullable String text(Map<?, ?> object, String key) {
    return object.get(key) instanceof String text ? text : null;
  }

  private static @Nullable String first(Map<?, ?> object, String... keys) {
    for (String key : keys) {
      String found = text(object, key);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
