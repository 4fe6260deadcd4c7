package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.tripline.spi.invocation.Attempt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The failed attempts of a message, carried by the message itself as their number is: see
/// [AttemptHeaders]. Bounded: the first attempt and the latest ones, their errors cut short.
final class FailedAttempts {
  static final String HEADER = AttemptHeaders.PREFIX + "failed";
  static final int MOST = 16;
  static final int LONGEST = 400;

  private FailedAttempts() {}

  /// Adds one.
  static BasicProperties with(BasicProperties properties, Attempt failed) {
    Map<String, Object> headers =
        new HashMap<>(properties.getHeaders() == null ? Map.of() : properties.getHeaders());
    List<Object> all =
        new ArrayList<>(headers.get(HEADER) instanceof List<?> before ? before : List.of());
    all.add(table(failed));
    while (all.size() > MOST) {
      all.remove(1);
    }
    headers.put(HEADER, all);
    return properties.builder().headers(headers).build();
  }

  /// Oldest first. Whatever somebody else wrote there is passed over.
  static List<Attempt> of(BasicProperties properties) {
    Map<String, Object> headers = properties.getHeaders();
    if (headers == null || !(headers.get(HEADER) instanceof List<?> all)) {
      return List.of();
    }
    List<Attempt> attempts = new ArrayList<>();
    for (Object one : all) {
      if (one instanceof Map<?, ?> table
          && table.get("number") instanceof Number number
          && table.get("started") instanceof Number started
          && table.get("millis") instanceof Number millis) {
        attempts.add(
            new Attempt(
                number.intValue(),
                Instant.ofEpochMilli(started.longValue()),
                Duration.ofMillis(millis.longValue()),
                String.valueOf(table.get("outcome")),
                text(table.get("type")),
                text(table.get("error"))));
      }
    }
    return attempts;
  }

  private static Map<String, Object> table(Attempt failed) {
    Map<String, Object> table = new HashMap<>();
    table.put("number", failed.number());
    table.put("started", failed.startedAt().toEpochMilli());
    table.put("millis", failed.duration().toMillis());
    table.put("outcome", failed.outcome());
    put(table, "type", failed.errorType());
    put(table, "error", failed.errorMessage());
    return table;
  }

  private static void put(Map<String, Object> table, String name, @Nullable String text) {
    if (text != null) {
      table.put(name, text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…");
    }
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
