package dev.tripline.sdk.client;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A CloudEvent's attributes as HTTP headers (binary content mode, HTTP protocol binding 3.1).
final class EventHeaders {
  private EventHeaders() {}

  static Map<String, String> of(CloudEvent event) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", event.dataContentType());
    headers.put("ce-specversion", "1.0");
    add(headers, "id", event.id());
    add(headers, "source", event.source());
    add(headers, "type", event.type());
    add(headers, "subject", event.subject());
    add(headers, "time", event.time() == null ? null : event.time().toString());
    event.extensions().forEach((name, value) -> add(headers, name, value));
    return headers;
  }

  private static void add(Map<String, String> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.put("ce-" + name, encode(value));
    }
  }

  /// Blanks, quotes, percent signs and all outside of printable ASCII are percent-encoded as UTF-8.
  private static String encode(String value) {
    var encoded = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f && b != '"' && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02X".formatted(b & 0xff));
      }
    }
    return encoded.toString();
  }
}
