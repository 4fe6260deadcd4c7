package dev.tripline.dispatcher.access.chain;

import dev.tripline.dispatcher.rest.StrictJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// The answers to requests whose caller is not known, in the form of their face.
final class RefusalAnswers {
  private RefusalAnswers() {}

  /// As AWS words it.
  static void aws(HttpServletResponse response, int status, String code, String message)
      throws IOException {
    response.setHeader("x-amzn-RequestId", UUID.randomUUID().toString());
    response.setHeader("x-amzn-ErrorType", code);
    write(response, status, "application/json", Map.of("message", message));
  }

  /// 401 with the scheme that is asked for.
  static void unauthorized(HttpServletResponse response, String detail) throws IOException {
    response.setHeader("WWW-Authenticate", "Bearer realm=\"tripline\"");
    problem(response, 401, "Unauthorized", detail);
  }

  static void forbidden(HttpServletResponse response, String detail) throws IOException {
    problem(response, 403, "Forbidden", detail);
  }

  static void unavailable(HttpServletResponse response, String detail) throws IOException {
    response.setHeader("Retry-After", "5");
    problem(response, 503, "Unavailable", detail);
  }

  /// Sends a browser to the login.
  static void login(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Location", "/login");
    response.setStatus(303);
  }

  private static void problem(HttpServletResponse response, int status, String title, String detail)
      throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", title);
    body.put("status", status);
    body.put("detail", detail);
    write(response, status, "application/problem+json", body);
  }

  private static void write(
      HttpServletResponse response, int status, String type, Map<String, ?> body)
      throws IOException {
    byte[] bytes = StrictJson.write(body).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType(type);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
