package dev.tripline.dispatcher.function.endpoint;

import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an endpoint's answer means: 2xx is the function's answer; 429 says that it has no capacity
/// (and costs no attempt, as does an endpoint that cannot be connected to); everything else is an
/// error of the function, 3xx too, because redirects are not followed.
final class EndpointAnswers {
  static final int ANSWER_LIMIT = 6_291_556;
  private static final int QUOTED = 1_024;

  private EndpointAnswers() {}

  static Outcome outcome(
      GuardedHttp.Answer answer, String requestId, Duration timeout, Instant now) {
    return switch (answer) {
      case GuardedHttp.Answer.Response response -> outcome(response, now);
      case GuardedHttp.Answer.TooLarge _ ->
          error(
              "Function.ResponseSizeTooLarge",
              "Response payload size exceeded maximum allowed payload size (6291556 bytes).");
      case GuardedHttp.Answer.TimedOut() -> timedOut(requestId, timeout);
      case GuardedHttp.Answer.NotConnected(var detail) ->
          new Outcome.Unreachable("the endpoint cannot be connected to: " + detail);
      case GuardedHttp.Answer.Broken(var detail) -> {
        String text = "The connection to the endpoint broke: " + detail;
        yield new Outcome.Crashed(
            payload("Endpoint.ConnectionBroken", text), "Endpoint.ConnectionBroken", text);
      }
    };
  }

  /// What speaks against the endpoint's health; null if nothing does.
  static @Nullable String illness(GuardedHttp.Answer answer) {
    return switch (answer) {
      case GuardedHttp.Answer.Response(var status, _, _, _) ->
          status >= 500 ? "answered " + status : null;
      case GuardedHttp.Answer.TooLarge _ -> null;
      case GuardedHttp.Answer.TimedOut() -> "timed out";
      case GuardedHttp.Answer.NotConnected(var detail) -> detail;
      case GuardedHttp.Answer.Broken(var detail) -> detail;
    };
  }

  static Outcome.FunctionError error(String type, String message) {
    return new Outcome.FunctionError(payload(type, message), type, message);
  }

  private static Outcome outcome(GuardedHttp.Answer.Response response, Instant now) {
    int status = response.status();
    if (status >= 200 && status < 300) {
      return new Outcome.Succeeded(response.body());
    }
    if (status == 429) {
      return new Outcome.Throttled(
          "EndpointTooManyRequests", retryAfter(response.retryAfter(), now));
    }
    if (status >= 300 && status < 400) {
      String to = response.location() == null ? "" : " to " + response.location();
      return error(
          "Endpoint.Redirect",
          "The endpoint answered " + status + ", a redirect" + to + "; redirects are not followed");
    }
    String body = new String(response.body(), StandardCharsets.UTF_8);
    String quoted = body.length() > QUOTED ? body.substring(0, QUOTED) + "…" : body;
    return error(
        "Endpoint.Status" + status,
        "The endpoint answered " + status + (quoted.isBlank() ? "" : ": " + quoted));
  }

  private static Outcome timedOut(String requestId, Duration timeout) {
    String text =
        String.format(
            Locale.ROOT,
            "RequestId: %s Error: Task timed out after %.2f seconds",
            requestId,
            timeout.toMillis() / 1000.0);
    return new Outcome.TimedOut(payload("Sandbox.Timedout", text), "Sandbox.Timedout", text);
  }

  /// Seconds or a date, as HTTP has it; null if it is neither.
  private static @Nullable Duration retryAfter(@Nullable String header, Instant now) {
    if (header == null) {
      return null;
    }
    String text = header.strip();
    if (text.matches("\\d{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(now, at);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null; // an unreadable hint is no hint
    }
  }

  private static byte[] payload(String type, String message) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("errorMessage", message);
    error.put("errorType", type);
    return StrictJson.write(error).getBytes(StandardCharsets.UTF_8);
  }
}
