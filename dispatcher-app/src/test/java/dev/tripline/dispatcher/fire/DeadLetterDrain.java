package dev.tripline.dispatcher.fire;

import dev.tripline.testkit.proof.order.KeyedRecord;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.server.DispatcherClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads all dead letters through the public API, as an operator would, each with its event.
public final class DeadLetterDrain {
  private static final JsonMapper JSON = new JsonMapper();

  private final String function;
  private final Map<String, Death> known = new HashMap<>();

  public DeadLetterDrain(String function) {
    this.function = function;
  }

  /// Those of the function so far that have an event. Blocking.
  ///
  /// @throws IllegalStateException if one of them holds anything but one record
  public List<Death> read(DispatcherClient client) throws InterruptedException {
    String first = "/v1/dead-letters?limit=100&function=" + function;
    String path = first;
    while (!path.isEmpty()) {
      JsonNode page = JSON.readTree(client.send("GET", path, "").orThrow());
      for (JsonNode letter : page.required("deadLetters")) {
        String id = letter.required("id").asString();
        boolean tellsOfGap = letter.path("reason").asString("").equals("RecordsTrimmed");
        if (!tellsOfGap && !known.containsKey(id)) {
          known.put(id, death(client, id));
        }
      }
      JsonNode next = page.path("next");
      path = next.isMissingNode() ? "" : first + "&cursor=" + next.asString();
    }
    return List.copyOf(known.values());
  }

  private static Death death(DispatcherClient client, String id) throws InterruptedException {
    JsonNode letter = JSON.readTree(client.send("GET", "/v1/dead-letters/" + id, "").orThrow());
    List<KeyedRecord> records = new ArrayList<>();
    find(letter.required("payload"), records);
    if (records.size() != 1) {
      throw new IllegalStateException("a dead letter of one record is expected, not " + letter);
    }
    long at = Instant.parse(letter.required("diedAt").asString()).toEpochMilli();
    return new Death(records.getFirst(), at);
  }

  /// Bodies are text, base64 or the image of an item, depending on the source.
  private static void find(JsonNode node, List<KeyedRecord> found) {
    if (node.path("change").isObject()) {
      find(node.required("change").required("after"), found); // there may be an image before, too
      return;
    }
    JsonNode image = node.path("NewImage");
    if (image.isObject()) {
      String key = image.required("key").required("S").asString();
      found.add(new KeyedRecord(key, Long.parseLong(image.at("/seq/N").asString())));
      return;
    }
    if (node.isString()) {
      JsonNode body = body(node.asString());
      if (body != null) {
        found.add(new KeyedRecord(body.required("key").asString(), body.required("seq").asLong()));
      }
      return;
    }
    node.forEach(inner -> find(inner, found));
  }

  private static @Nullable JsonNode body(String text) {
    String json = text;
    if (text.startsWith("eyJ")) {
      json = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
    return json.startsWith("{\"key\"") ? JSON.readTree(json) : null;
  }
}
