package dev.tripline.examples.demo;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One server-sent event of `GET /v1/activity`.
///
/// @param kind `accepted`, `delivered`, `retried`, `dead-lettered` …
record Activity(String kind, Map<String, @Nullable Object> members) {
  String requestId() {
    return Json.text(members, "requestId");
  }

  String function() {
    return Json.text(members, "function");
  }

  long attempt() {
    return Json.number(members, "attempt");
  }

  /// One line about it for the terminal, without the kind.
  String detail() {
    return switch (kind) {
      case "accepted" -> "durable; for " + function();
      case "delivered" ->
          "attempt %d, %d ms".formatted(attempt(), Json.number(members, "durationMillis"));
      case "retried" ->
          "attempt %d failed: %s; again in %.1f s"
              .formatted(
                  attempt(),
                  Json.text(members, "error"),
                  Json.number(members, "delayMillis") / 1000.0);
      case "dead-lettered" ->
          Json.text(members, "reason") + "; kept as " + Json.text(members, "deadLetterId");
      default -> members.toString();
    };
  }
}
