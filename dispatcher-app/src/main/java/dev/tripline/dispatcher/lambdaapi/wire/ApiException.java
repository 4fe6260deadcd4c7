package dev.tripline.dispatcher.lambdaapi.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A call that is answered with one of the API's errors. Carries no stack trace: it is an answer, not
/// a defect.
public final class ApiException extends RuntimeException {
  private final ErrorType type;
  private final @Nullable String reason;
  private final @Nullable Duration retryAfter;

  public ApiException(ErrorType type, String message) {
    this(type, message, null, null);
  }

  private ApiException(
      ErrorType type, String message, @Nullable String reason, @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.type = type;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /// 429 with AWS's reason.
  public static ApiException throttled(String reason, @Nullable Duration retryAfter) {
    return new ApiException(ErrorType.TOO_MANY_REQUESTS, "Rate Exceeded.", reason, retryAfter);
  }

  public static ApiException notFound(String message) {
    return new ApiException(ErrorType.RESOURCE_NOT_FOUND, message);
  }

  public static ApiException invalid(String message) {
    return new ApiException(ErrorType.INVALID_PARAMETER, message);
  }

  public static ApiException conflict(String message) {
    return new ApiException(ErrorType.RESOURCE_CONFLICT, message);
  }

  /// An invalid parameter where AWS leaves the error's type out of the body.
  public static ApiException untyped(String message) {
    return new ApiException(ErrorType.INVALID_PARAMETER_BARE, message);
  }

  public ErrorType type() {
    return type;
  }

  /// The answer that the caller gets.
  public Answer answer() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    String message = getMessage();
    if (reason != null) {
      body.put("Reason", reason);
    }
    if (!type.typeMember().isEmpty()) {
      body.put("Type", type.typeMember());
    }
    if (message != null) {
      body.put(type.messageMember(), message);
    }
    Answer answer =
        new Answer(type.status(), body.toString().getBytes(StandardCharsets.UTF_8))
            .header("x-amzn-ErrorType", type.code());
    if (retryAfter != null) {
      answer.header("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
    return answer;
  }
}
