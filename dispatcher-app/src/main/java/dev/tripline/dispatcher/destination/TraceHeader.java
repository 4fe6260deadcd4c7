package dev.tripline.dispatcher.destination;

import dev.tripline.spi.store.OutboxMessage;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The trace of the invocation that a message is about, as AWS hands it on with messages to queues, so
/// that a chain of invocations by way of a destination is noticed: not sampled, made of the request id as functions see it, and with the depth of the chain of invocations.
public final class TraceHeader {
  private static final JsonMapper JSON = JsonMapper.shared();

  private TraceHeader() {}

  public static String of(OutboxMessage message, Instant now) {
    String hex = requestId(message).replace("-", "").toLowerCase(Locale.ROOT);
    String id = hex.matches("[0-9a-f]{32,}") ? hex : message.id().replace("-", "");
    return "Root=1-%08x-%s;Parent=%s;Sampled=0;Lineage=1:%s:%d"
        .formatted(
            now.getEpochSecond(),
            id.substring(0, 24),
            id.substring(16, 32),
            id.substring(0, 8),
            message.recursionDepth());
  }

  /// A dead letter's attribute, or the member of an invocation record; empty if there is neither.
  private static String requestId(OutboxMessage message) {
    String attribute = message.headers().get("RequestID");
    if (attribute != null) {
      return attribute;
    }
    try {
      return JSON.readTree(message.body()).path("requestContext").path("requestId").asString("");
    } catch (JacksonException _) {
      return "";
    }
  }
}
