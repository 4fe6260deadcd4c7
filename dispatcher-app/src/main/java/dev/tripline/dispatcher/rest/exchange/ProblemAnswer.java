package dev.tripline.dispatcher.rest.exchange;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes problem documents (RFC 9457) where no controller does.
public final class ProblemAnswer {
  private ProblemAnswer() {}

  /// Writes it, unless the answer has begun.
  public static void write(HttpServletResponse response, ApiProblem problem) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("type", "about:blank");
    document.put("title", problem.title());
    document.put("status", problem.status());
    document.put("detail", problem.getMessage());
    if (!problem.errors().isEmpty()) {
      ArrayNode errors = document.putArray("errors");
      for (FieldError error : problem.errors()) {
        errors.addObject().put("field", error.field()).put("message", error.message());
      }
    }
    byte[] body = document.toString().getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.status());
    problem.headers().forEach(response::setHeader);
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
