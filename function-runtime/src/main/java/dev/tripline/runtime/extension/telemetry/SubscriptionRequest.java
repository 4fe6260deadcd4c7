package dev.tripline.runtime.extension.telemetry;

import dev.tripline.runtime.extension.telemetry.Destination.Place;
import dev.tripline.runtime.extension.telemetry.Subscription.Category;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The body of `PUT /2022-07-01/telemetry`. All that is wrong with it is told at once.
public final class SubscriptionRequest {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// In the first schema every record of a log is a string.
  private static final String OLDEST_SCHEMA = "2022-07-01";

  private static final Set<String> SCHEMAS = Set.of(OLDEST_SCHEMA, "2022-12-13", "2025-01-29");

  /// Nothing else can be a destination: the dispatcher itself connects to it.
  private static final Map<String, Place> HOSTS =
      Map.of(
          "sandbox.localdomain", Place.SANDBOX,
          "sandbox", Place.SANDBOX,
          "localhost", Place.LOCALHOST,
          "127.0.0.1", Place.LOCALHOST);

  private static final int LONGEST_URI = 1_024;
  private static final int LONGEST_QUOTE = 64;
  private static final int MOST_TYPES = 16;
  private static final int LAST_PORT = 65_535;

  /// Lambda's Runtime API has it.
  private static final int RESERVED_PORT = 9001;

  private final List<String> errors = new ArrayList<>();

  private SubscriptionRequest() {}

  /// What became of a request.
  public sealed interface Read {
    record Valid(Subscription subscription) implements Read {}

    record Invalid(String why) implements Read {}
  }

  /// @param body null if it was longer than allowed
  public static Read read(byte @Nullable [] body) {
    if (body == null) {
      return new Read.Invalid("the request is too large");
    }
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JacksonException e) {
      return new Read.Invalid("the request is no JSON: " + quoted(e.getOriginalMessage()));
    }
    return json.isObject()
        ? new SubscriptionRequest().read(json)
        : new Read.Invalid("an object is expected");
  }

  private Read read(JsonNode json) {
    JsonNode schema = json.path("schemaVersion");
    if (!schema.isString() || !SCHEMAS.contains(schema.stringValue())) {
      errors.add("schemaVersion should be one of " + SCHEMAS.stream().sorted().toList());
    }
    Set<Category> types = types(json.path("types"));
    Buffering buffering = buffering(json.path("buffering"));
    Destination destination = destination(json.path("destination"));
    return errors.isEmpty() && destination != null
        ? new Read.Valid(
            new Subscription(
                !schema.stringValue().equals(OLDEST_SCHEMA), types, buffering, destination))
        : new Read.Invalid(String.join("; ", errors));
  }

  private Set<Category> types(JsonNode json) {
    Set<Category> types = EnumSet.noneOf(Category.class);
    if (!json.isArray() || json.isEmpty() || json.size() > MOST_TYPES) {
      errors.add("types should be a list, and not be empty");
      return types;
    }
    for (JsonNode one : json) {
      Category type = typeOf(one);
      if (type == null) {
        errors.add("types should be of platform, function and extension, not " + quoted(one));
        return types;
      }
      types.add(type);
    }
    return types;
  }

  private static @Nullable Category typeOf(JsonNode json) {
    for (Category type : Category.values()) {
      if (json.isString() && json.stringValue().equals(type.label())) {
        return type;
      }
    }
    return null;
  }

  private Buffering buffering(JsonNode json) {
    if (json.isMissingNode() || json.isNull()) {
      return Buffering.DEFAULT;
    }
    if (!json.isObject()) {
      errors.add("buffering should be an object");
      return Buffering.DEFAULT;
    }
    int timeout =
        within(
            json,
            "timeoutMs",
            Buffering.SHORTEST_MILLIS,
            Buffering.LONGEST_MILLIS,
            (int) Buffering.DEFAULT.timeout().toMillis());
    return new Buffering(
        within(
            json,
            "maxItems",
            Buffering.FEWEST_ITEMS,
            Buffering.MOST_ITEMS,
            Buffering.DEFAULT.maxItems()),
        within(
            json,
            "maxBytes",
            Buffering.FEWEST_BYTES,
            Buffering.MOST_BYTES,
            Buffering.DEFAULT.maxBytes()),
        Duration.ofMillis(timeout));
  }

  private int within(JsonNode json, String name, int least, int most, int otherwise) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.canConvertToInt()
        || !value.isIntegralNumber()
        || value.intValue() < least
        || value.intValue() > most) {
      errors.add("buffering.%s should be between %d and %d".formatted(name, least, most));
      return otherwise;
    }
    return value.intValue();
  }

  private @Nullable Destination destination(JsonNode json) {
    String protocol = json.path("protocol").isString() ? json.path("protocol").stringValue() : "";
    JsonNode method = json.path("method");
    if (!method.isMissingNode() && !method.isNull() && !"POST".equals(method.asString(""))) {
      errors.add("destination.method should be POST");
    }
    return switch (protocol) {
      case "HTTP" -> http(json.has("URI") ? json.path("URI") : json.path("uri"));
      case "TCP" -> tcp(json.path("port"));
      default -> refused("destination.protocol should be HTTP or TCP");
    };
  }

  private @Nullable Destination tcp(JsonNode port) {
    return port.isIntegralNumber() && port.canConvertToInt() && isPort(port.intValue())
        ? new Destination.Tcp(port.intValue())
        : refused(
            "destination.port should be between 1 and %d, and not %d"
                .formatted(LAST_PORT, RESERVED_PORT));
  }

  private @Nullable Destination http(JsonNode text) {
    if (!text.isString() || text.stringValue().length() > LONGEST_URI) {
      return refused("destination.URI is not provided, or longer than " + LONGEST_URI);
    }
    URI uri;
    try {
      uri = new URI(text.stringValue());
    } catch (URISyntaxException _) {
      return refused("destination.URI is no URI");
    }
    String host = uri.getHost();
    Place place = host == null ? null : HOSTS.get(host.toLowerCase(Locale.ROOT));
    if (!"http".equals(uri.getScheme()) || host == null || place == null) {
      return refused("destination.URI should begin with http://sandbox.localdomain:");
    }
    if (uri.getUserInfo() != null || uri.getFragment() != null) {
      return refused("destination.URI should have no user and no fragment");
    }
    if (uri.getPort() < 0) {
      return refused("URI port is not provided");
    }
    if (!isPort(uri.getPort())) {
      return refused(
          "the port of destination.URI should be between 1 and %d, and not %d"
              .formatted(LAST_PORT, RESERVED_PORT));
    }
    URI sent = URI.create(uri.toASCIIString());
    String path = sent.getRawPath().isEmpty() ? "/" : sent.getRawPath();
    String query = sent.getRawQuery() == null ? "" : "?" + sent.getRawQuery();
    return new Destination.Http(place, uri.getPort(), host + ":" + uri.getPort(), path + query);
  }

  private static boolean isPort(int port) {
    return port > 0 && port <= LAST_PORT && port != RESERVED_PORT;
  }

  private @Nullable Destination refused(String why) {
    errors.add(why);
    return null;
  }

  private static String quoted(Object said) {
    String text = String.valueOf(said);
    return text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text;
  }
}
