package dev.tripline.dispatcher.rest.guard;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/// An answer that no route gives, in the dialect of the path: an error of AWS below the paths of the
/// Lambda API, a problem document (RFC 9457) everywhere else.
///
/// @param detail in words, for the caller
public record Refusal(int status, String title, String detail) {
  /// The date that each path of the Lambda API begins with; and the packages that its answers point at.
  private static final Pattern LAMBDA =
      Pattern.compile("/(20[0-9]{2}-[0-9]{2}-[0-9]{2}|packages)(/.*)?", Pattern.DOTALL);

  private static final int DETAIL_LIMIT = 500;

  public Refusal {
    if (detail.length() > DETAIL_LIMIT) {
      detail = detail.substring(0, DETAIL_LIMIT) + "…";
    }
  }

  static Refusal invalid(String detail) {
    return new Refusal(400, "Invalid request", detail);
  }

  static Refusal forbidden(String detail) {
    return new Refusal(403, "Forbidden", detail);
  }

  static Refusal tooSlow(String detail) {
    return new Refusal(408, "Request Timeout", detail);
  }

  /// As a throttle, which clients of AWS's try again by themselves.
  static Refusal tooMany(String detail) {
    return new Refusal(429, "Too Many Requests", detail);
  }

  /// Writes it, unless the answer has begun.
  ///
  /// @param path as it was sent; null if the request had none
  public void write(HttpServletResponse response, @Nullable String path) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    boolean lambda = path != null && LAMBDA.matcher(path).matches();
    response.setStatus(status);
    if (lambda) {
      response.setHeader("x-amzn-RequestId", UUID.randomUUID().toString());
      response.setHeader("x-amzn-ErrorType", awsError());
    }
    byte[] body = (lambda ? awsBody() : problem()).getBytes(StandardCharsets.UTF_8);
    response.setContentType(lambda ? "application/json" : "application/problem+json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private String problem() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "about:blank")
        .put("title", title)
        .put("status", status)
        .put("detail", detail)
        .toString();
  }

  private String awsBody() {
    boolean capital = status == 403 || status >= 500;
    return JsonNodeFactory.instance
        .objectNode()
        .put(capital ? "Message" : "message", detail)
        .toString();
  }

  /// AWS's name for the error, or for the kind that it has one for.
  private String awsError() {
    return switch (status) {
      case 403 -> "AccessDeniedException";
      case 404, 405 -> "UnknownOperationException";
      case 408 -> "RequestTimeoutException";
      case 413, 414, 431 -> "RequestEntityTooLargeException";
      case 415 -> "UnsupportedMediaTypeException";
      case 429 -> "TooManyRequestsException";
      case 503 -> "ServiceUnavailableException";
      default -> status >= 500 ? "ServiceException" : "ValidationException";
    };
  }
}
