package dev.tripline.dispatcher.rest.exchange;

import dev.tripline.adapter.http.proxy.ProxyAnswer;
import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes answers of functions, and refusals in AWS's form.
public final class OutgoingAnswer {
  private static final String OWN_COOKIE = "tripline_";
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /// Below a path, the pages of a function share their origin with the dispatcher's own: a browser must give
  /// them one of their own, which has neither its cookies nor its answers.
  private static final String SANDBOX =
      "sandbox allow-downloads allow-forms allow-modals allow-popups allow-scripts";

  /// Headers that hold for a whole host.
  private static final Set<String> OF_THE_HOST =
      Set.of("clear-site-data", "service-worker-allowed", "strict-transport-security");

  private OutgoingAnswer() {}

  /// Writes the answer of a function that has no host of its own.
  public static void writeBelowPath(HttpServletResponse response, ProxyAnswer answer)
      throws IOException {
    headBelowPath(response, answer);
    body(response, answer);
  }

  /// As [#head], for a function that has no host of its own.
  public static void headBelowPath(HttpServletResponse response, ProxyAnswer answer) {
    head(
        response,
        new ProxyAnswer(
            answer.status(),
            answer.headers().stream()
                .filter(header -> !OF_THE_HOST.contains(header.name()))
                .toList(),
            answer.body()));
    response.addHeader("content-security-policy", SANDBOX);
  }

  /// Writes an answer whole.
  public static void write(HttpServletResponse response, ProxyAnswer answer) throws IOException {
    head(response, answer);
    body(response, answer);
  }

  /// The body, behind a head that was set.
  public static void body(HttpServletResponse response, ProxyAnswer answer) throws IOException {
    if (answer.status() != NO_CONTENT && answer.status() != NOT_MODIFIED) {
      response.setContentLength(answer.body().length);
      response.getOutputStream().write(answer.body());
    }
  }

  /// Status and headers. A header replaces one of that name that was set before; cookies of the dispatcher's
  /// own are left out: functions set none of them.
  public static void head(HttpServletResponse response, ProxyAnswer answer) {
    response.setStatus(answer.status());
    Set<String> seen = new HashSet<>();
    for (Header header : answer.headers()) {
      if (header.name().equals("set-cookie") && header.value().strip().startsWith(OWN_COOKIE)) {
        continue;
      }
      if (seen.add(header.name())) {
        response.setHeader(header.name(), header.value());
      } else {
        response.addHeader(header.name(), header.value());
      }
    }
  }

  /// `{"Message": …}` as AWS's front ends refuse.
  ///
  /// @param type of the error, as `x-amzn-ErrorType` has it
  public static void refuse(
      HttpServletResponse response, int status, String type, @Nullable String message)
      throws IOException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("Message", message);
    response.setHeader("x-amzn-ErrorType", type);
    write(
        response,
        new ProxyAnswer(
            status,
            List.of(new Header("content-type", "application/json")),
            body.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
