package dev.tripline.examples.eventorigin;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells from which source an event comes and what it says, by the shape that AWS gives the events of each.
public final class EventOrigin
    implements RequestHandler<Map<String, @Nullable Object>, Map<String, String>> {

  @Override
  public Map<String, String> handleRequest(Map<String, @Nullable Object> event, Context context) {
    Origin origin = origin(event);
    return Map.of("origin", origin.name(), "says", origin.says());
  }

  private record Origin(String name, String says) {}

  private static Origin origin(Map<String, @Nullable Object> event) {
    if (event.get("Records") instanceof List<?> records && !records.isEmpty()) {
      Object record = records.getFirst();
      return at(record, "s3") == null
          ? new Origin("a topic", text(at(record, "Sns", "Message")))
          : new Origin(
              "a bucket",
              text(at(record, "eventName")) + " " + text(at(record, "s3", "object", "key")));
    }
    if (event.containsKey("specversion")) {
      return new Origin("a CloudEvent", text(event.get("type")));
    }
    if (event.containsKey("requestContext")) {
      return new Origin(
          text(event.get("routeKey")).equals("$default") ? "a function URL" : "a route",
          text(event.get("rawPath")));
    }
    if (text(event.get("detail-type")).equals("Scheduled Event")) {
      return new Origin("a schedule", text(event.get("time")));
    }
    return event.containsKey("detail-type")
        ? new Origin("an event bus", event.get("detail-type") + " " + event.get("detail"))
        : new Origin("a caller", event.toString());
  }

  private static @Nullable Object at(@Nullable Object value, String... path) {
    Object found = value;
    for (String name : path) {
      found = found instanceof Map<?, ?> object ? object.get(name) : null;
    }
    return found;
  }

  private static String text(@Nullable Object value) {
    return String.valueOf(value);
  }
}
