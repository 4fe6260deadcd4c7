package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.invocation.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The number of a message's attempts, carried by the message itself so that the count survives
/// redelivery, restarts and other dispatchers.
///
/// A message that is given back is published again with its attempt raised and the time before which
/// it shall not be delivered. What would change or refuse such a publication (`expiration`, `user-id`,
/// the `CC` header) travels in [#ORIGINAL] instead, and is shown to functions as it was. [#IDENTITY] stays
/// the same for all copies.
final class AttemptHeaders {
  static final String PREFIX = "x-tripline-";
  static final String ATTEMPT = PREFIX + "attempt";
  static final String NOT_BEFORE = PREFIX + "not-before";
  static final String DELAY = PREFIX + "delay-ms";
  static final String FIRST_SEEN = PREFIX + "first-seen";
  static final String IDENTITY = PREFIX + "message";
  static final String ORIGINAL = PREFIX + "original";

  private static final String DELIVERY_COUNT = "x-delivery-count";

  private AttemptHeaders() {}

  /// 1 for a message that never was given back.
  static int attempt(BasicProperties properties) {
    return Math.clamp(number(properties, ATTEMPT, 1), 1, Integer.MAX_VALUE);
  }

  static @Nullable Instant firstSeen(BasicProperties properties) {
    long millis = number(properties, FIRST_SEEN, -1);
    if (millis >= 0) {
      return Instant.ofEpochMilli(millis);
    }
    return properties.getTimestamp() == null ? null : properties.getTimestamp().toInstant();
  }

  /// The time for which it must still be held back. Never longer than its delay from now, however the
  /// clocks of two dispatchers differ.
  static Duration hold(BasicProperties properties, Instant now) {
    long delay = number(properties, DELAY, 0);
    long left = number(properties, NOT_BEFORE, 0) - now.toEpochMilli();
    return Duration.ofMillis(Math.clamp(left, 0, Math.max(0, delay)));
  }

  /// The name of the message in all its copies; null for one that was never given back and that its
  /// publisher gave no id.
  static @Nullable String identity(BasicProperties properties, byte[] body) {
    Map<String, Object> headers = properties.getHeaders();
    Object known = headers == null ? null : headers.get(IDENTITY);
    if (known != null) {
      return known.toString();
    }
    // A publisher may use an id again for another message.
    return properties.getMessageId() == null
        ? null
        : properties.getMessageId() + " " + Integer.toHexString(Arrays.hashCode(body));
  }

  /// The number of earlier invocations of its lineage.
  static int depth(BasicProperties properties) {
    Map<String, Object> headers = properties.getHeaders();
    return headers == null ? 0 : Lineage.depth(text(headers.get(Lineage.HEADER)));
  }

  /// The span that sent it; null if no header says so.
  static @Nullable TraceContext trace(BasicProperties properties) {
    Map<String, Object> headers = properties.getHeaders();
    return headers == null
        ? null
        : TraceContext.of(
            text(headers.get(TraceContext.TRACEPARENT)),
            text(headers.get(TraceContext.TRACESTATE)),
            text(headers.get(Lineage.HEADER)));
  }

  /// The properties of the message's next attempt.
  static BasicProperties next(
      BasicProperties properties, byte[] body, Duration delay, Instant now) {
    Map<String, Object> headers = new HashMap<>();
    Map<String, Object> original = new HashMap<>(original(properties));
    if (properties.getHeaders() != null) {
      headers.putAll(properties.getHeaders());
    }
    if (properties.getExpiration() != null) {
      original.put("expiration", properties.getExpiration());
    }
    if (properties.getUserId() != null) {
      original.put("userId", properties.getUserId());
    }
    Object copies = headers.remove("CC");
    if (copies != null) {
      original.put("CC", copies);
    }
    headers.remove("BCC");
    headers.remove(DELIVERY_COUNT);
    Instant firstSeen = firstSeen(properties);
    String identity = identity(properties, body);
    headers.put(IDENTITY, identity == null ? UUID.randomUUID().toString() : identity);
    headers.put(ATTEMPT, attempt(properties) + 1);
    headers.put(NOT_BEFORE, now.plus(delay).toEpochMilli());
    headers.put(DELAY, delay.toMillis());
    headers.put(FIRST_SEEN, (firstSeen == null ? now : firstSeen).toEpochMilli());
    if (!original.isEmpty()) {
      headers.put(ORIGINAL, original);
    }
    return properties.builder().headers(headers).expiration(null).userId(null).build();
  }

  /// The properties as the publisher sent them: without our headers, with what they replaced.
  static BasicProperties restored(BasicProperties properties) {
    if (properties.getHeaders() == null || !properties.getHeaders().containsKey(ATTEMPT)) {
      return properties;
    }
    Map<String, Object> headers = new HashMap<>(properties.getHeaders());
    headers.keySet().removeIf(name -> name.startsWith(PREFIX));
    Map<String, Object> original = original(properties);
    if (original.containsKey("CC")) {
      headers.put("CC", original.get("CC"));
    }
    return properties
        .builder()
        .headers(headers)
        .expiration(text(original.get("expiration")))
        .userId(text(original.get("userId")))
        .build();
  }

  private static Map<String, Object> original(BasicProperties properties) {
    Map<String, Object> original = new HashMap<>();
    if (properties.getHeaders() != null
        && properties.getHeaders().get(ORIGINAL) instanceof Map<?, ?> map) {
      map.forEach((name, value) -> original.put(String.valueOf(name), value));
    }
    return original;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static long number(BasicProperties properties, String header, long otherwise) {
    Map<String, Object> headers = properties.getHeaders();
    return headers != null && headers.get(header) instanceof Number number
        ? number.longValue()
        : otherwise;
  }
}
