package dev.tripline.dispatcher.rest.exchange;

import dev.tripline.adapter.http.proxy.InvalidProxyAnswerException;
import dev.tripline.adapter.http.proxy.ProxyAnswer;
import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import dev.tripline.spi.invocation.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/// The answer of HTTP that the outcome of an invocation means. Errors of functions stay inside: whoever calls
/// need not be one who may read them. Pure.
public final class OutcomeAnswer {
  private static final Header JSON = new Header("content-type", "application/json");

  private OutcomeAnswer() {}

  /// Reads the payload of a function that has answered.
  @FunctionalInterface
  public interface Format {
    ProxyAnswer read(byte[] payload) throws InvalidProxyAnswerException;
  }

  public static ProxyAnswer of(Outcome outcome, Format format) {
    return switch (outcome) {
      case Outcome.Succeeded(byte[] payload) -> {
        try {
          yield format.read(payload);
        } catch (InvalidProxyAnswerException _) {
          yield badGateway();
        }
      }
      case Outcome.Failed _ -> badGateway();
      case Outcome.Throttled throttled -> tooMany(throttled.retryAfter());
      case Outcome.Unreachable _ -> message(503, "Service Unavailable", List.of());
    };
  }

  /// The function has failed, or what it answered is no answer.
  public static ProxyAnswer badGateway() {
    byte[] body = "Internal Server Error".getBytes(StandardCharsets.UTF_8);
    return new ProxyAnswer(502, List.of(JSON), body);
  }

  private static ProxyAnswer tooMany(@Nullable Duration after) {
    return message(
        429,
        "Rate Exceeded.",
        after == null
            ? List.of()
            : List.of(new Header("retry-after", Long.toString(Math.max(1, after.toSeconds())))));
  }

  private static ProxyAnswer message(int status, String text, List<Header> more) {
    List<Header> headers = new ArrayList<>(more);
    headers.add(JSON);
    String body = JsonNodeFactory.instance.objectNode().put("Message", text).toString();
    return new ProxyAnswer(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }
}
