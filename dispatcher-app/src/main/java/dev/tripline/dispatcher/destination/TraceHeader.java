package dev.tripline.dispatcher.destination;

import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The trace of the invocation that a message is about, as it is handed on with the message: the one that
/// its event came in, or one that is made of the request id as functions see it and is not sampled. AWS's
/// header tells the depth of the chain of invocations too, so that a chain by way of a destination is
/// noticed.
public final class TraceHeader {
  private static final JsonMapper JSON = JsonMapper.shared();

  private TraceHeader() {}

  /// The value of AWS's header.
  public static String of(OutboxMessage message, Instant now) {
    TraceContext context = context(message, now);
    return context.amazon(context.sampled(), message.recursionDepth());
  }

  /// AWS's header and those of W3C, by their names.
  public static Map<String, String> all(OutboxMessage message, Instant now) {
    return context(message, now).headers(message.recursionDepth());
  }

  /// What an invocation continues that the message becomes here.
  public static Trace continued(OutboxMessage message) {
    OutboxMessage.Cause cause = message.cause();
    return cause == null ? Trace.NONE : Trace.ofStored(cause.trace());
  }

  private static TraceContext context(OutboxMessage message, Instant now) {
    TraceContext known = continued(message).parent();
    if (known != null) {
      return known;
    }
    String id = requestId(message).toLowerCase(Locale.ROOT);
    return TraceContext.derived(
        id.replace("-", "").matches("[0-9a-f]{32}") ? id : message.id(), now);
  }

  private static String requestId(OutboxMessage message) {
    OutboxMessage.Cause cause = message.cause();
    return cause == null ? told(message) : cause.requestId();
  }

  /// A dead letter's attribute, or the member of an invocation record; empty if there is neither.
  private static String told(OutboxMessage message) {
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
