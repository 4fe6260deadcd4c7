package dev.tripline.delivery.bus;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// An event of a bus, as functions get it: EventBridge's envelope with the publisher's detail in it. Never
/// changes; safe for many threads.
public final class BusEvent {
  /// Numbers keep all their digits; of equal names in one object the last counts.
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final String id;
  private final Instant time;
  private final String json;
  private final boolean replayed;
  private @Nullable ObjectNode tree;

  private BusEvent(String id, Instant time, String json, boolean replayed) {
    this.replayed = replayed;
    this.id = id;
    this.time = time;
    this.json = json;
  }

  /// The place of a bus.
  public record Place(String account, String region) {}

  /// The attributes that the publisher gives.
  ///
  /// @param detail text of a JSON object, as [#isDetail] has it
  public record Entry(
      String source, String detailType, String detail, Instant time, List<String> resources) {
    public Entry {
      resources = List.copyOf(resources);
    }
  }

  /// Whether a text is a JSON object, and nothing else.
  public static boolean isDetail(String text) {
    try {
      return JSON.readTree(text) instanceof ObjectNode;
    } catch (JacksonException _) {
      return false;
    }
  }

  public static BusEvent of(String id, Place place, Entry entry) {
    StringBuilder text = new StringBuilder(256 + entry.detail().length());
    text.append("{\"version\":\"0\",\"id\":").append(quoted(id));
    text.append(",\"detail-type\":").append(quoted(entry.detailType()));
    text.append(",\"source\":").append(quoted(entry.source()));
    text.append(",\"account\":").append(quoted(place.account()));
    Instant time = entry.time().truncatedTo(ChronoUnit.SECONDS);
    text.append(",\"time\":\"").append(time).append('"');
    text.append(",\"region\":").append(quoted(place.region()));
    text.append(",\"resources\":[");
    for (int i = 0; i < entry.resources().size(); i++) {
      text.append(i == 0 ? "" : ",").append(quoted(entry.resources().get(i)));
    }
    text.append("],\"detail\":").append(entry.detail()).append('}');
    return new BusEvent(id, time, text.toString(), false);
  }

  /// An event that was kept.
  ///
  /// @param json its text
  /// @param replay the name of the replay that brings it again
  public static BusEvent replayed(String id, Instant time, String json, String replay) {
    return new BusEvent(
        id,
        time,
        json.substring(0, json.length() - 1) + ",\"replay-name\":" + quoted(replay) + "}",
        true);
  }

  /// Whether a replay brings it.
  public boolean replayed() {
    return replayed;
  }

  public String id() {
    return id;
  }

  /// The time that the publisher gave, to the second.
  public Instant time() {
    return time;
  }

  /// The source and the type that the publisher gave.
  public Origin origin() {
    return new Origin(tree().path("source").asString(""), tree().path("detail-type").asString(""));
  }

  /// @param detailType free text
  public record Origin(String source, String detailType) {}

  /// The whole event.
  public String json() {
    return json;
  }

  public byte[] bytes() {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /// The whole event; not to be changed.
  ObjectNode tree() {
    ObjectNode read = tree;
    if (read == null) {
      read = (ObjectNode) JSON.readTree(json);
      tree = read;
    }
    return read;
  }

  /// Every string in quotes, as JSON has it.
  static String quoted(String text) {
    return StringNode.valueOf(text).toString();
  }

  /// The text of a node as JSON.
  static String text(JsonNode node) {
    return JSON.writeValueAsString(node);
  }
}
