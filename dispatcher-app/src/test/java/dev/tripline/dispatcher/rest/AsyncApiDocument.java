package dev.tripline.dispatcher.rest;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The asyncapi.yaml that is served, as what the dispatcher sends is held against. Objects that list their
/// members may have no others.
public final class AsyncApiDocument {
  private static final JsonMapper JSON = new JsonMapper();
  private static final OpenApiDocument SERVED = OpenApiDocument.read("/static/asyncapi.yaml");

  /// Headers that clients send by themselves.
  private static final Predicate<String> TRANSPORT =
      Set.of(
              "accept",
              "connection",
              "content-length",
              "host",
              "http2-settings",
              "transfer-encoding",
              "upgrade",
              "user-agent")
          ::contains;

  private AsyncApiDocument() {}

  static JsonNode document() {
    return SERVED.document();
  }

  static void requireFit(String what, JsonNode schema, JsonNode value) {
    SERVED.requireFit(what, schema, value);
  }

  /// Fails unless the payload is one of the channel's message.
  public static void check(String channel, String message, String payload) {
    check(channel, message, JSON.readTree(payload));
  }

  /// Fails unless the payload is one of the channel's message.
  public static void check(String channel, String message, JsonNode payload) {
    requireFit(channel + " " + message, message(channel, message).path("payload"), payload);
  }

  /// Fails unless the headers are those of the channel's message, whatever their case.
  public static void checkHeaders(
      String channel, String message, Map<String, ? extends @Nullable Object> headers) {
    JsonNode schema = message(channel, message).path("headers");
    Map<String, String> names = new TreeMap<>();
    for (String name : SERVED.resolve(schema).path("properties").propertyNames()) {
      names.put(name.toLowerCase(Locale.ROOT), name);
    }
    Map<String, String> values = new TreeMap<>();
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!TRANSPORT.test(lower)) {
        values.put(names.getOrDefault(lower, name), String.valueOf(value));
      }
    });
    requireFit("headers of " + channel + " " + message, schema, JSON.valueToTree(values));
  }

  private static JsonNode message(String channel, String message) {
    JsonNode found = messagesOf(channel).path(message);
    if (!found.isObject()) {
      throw new AssertionError(channel + " has no message " + message + " in asyncapi.yaml");
    }
    return found;
  }

  private static JsonNode messagesOf(String channel) {
    return SERVED.document().path("channels").path(channel).path("messages");
  }

  /// The names of the messages of a channel.
  public static Set<String> messages(String channel) {
    return new TreeSet<>(messagesOf(channel).propertyNames());
  }
}
