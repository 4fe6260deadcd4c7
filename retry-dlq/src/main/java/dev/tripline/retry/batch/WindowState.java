package dev.tripline.retry.batch;

import dev.tripline.retry.batch.TumblingWindow.Window;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Where a shard's tumbling window stands: to be stored together with each batch that was aggregated,
/// and before the shard's position is committed. After a crash [#covers] tells which of the records
/// that come again are in the state already.
///
/// @param state what the function returned last; an empty object at the window's beginning
/// @param covered the id of the last record in the state; null if there is none
/// @param tooLarge whether the state outgrew its limit, so that the window ends early
public record WindowState(
    Window window, JsonNode state, @Nullable String covered, boolean tooLarge) {

  /// AWS's limit for the state of a shard; a window whose state is larger is ended early.
  public static final int MAX_BYTES = 1_048_576;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public static WindowState begin(Window window) {
    return new WindowState(window, JsonNodeFactory.instance.objectNode(), null, false);
  }

  /// True if a record, by its sequence number or offset, is in the state already.
  public boolean covers(String id) {
    return covered != null && new BigInteger(id).compareTo(new BigInteger(covered)) <= 0;
  }

  /// The batch with the fields that AWS adds for a window: `window`, `state`, `shardId`,
  /// `eventSourceARN`, `isFinalInvokeForWindow` and `isWindowTerminatedEarly`.
  ///
  /// @param payload the batch, a JSON object; with an empty list of records for a final invocation
  /// @param last whether the function is asked for the window's end
  public byte[] addTo(byte[] payload, String shardId, String sourceArn, boolean last) {
    if (!(JSON.readTree(payload) instanceof ObjectNode event)) {
      throw new IllegalArgumentException("a batch is a JSON object");
    }
    ObjectNode bounds = event.putObject("window");
    bounds.put("start", window.start().toString());
    bounds.put("end", window.end().toString());
    event.set("state", state);
    event.put("shardId", shardId);
    event.put("eventSourceARN", sourceArn);
    event.put("isFinalInvokeForWindow", last);
    event.put("isWindowTerminatedEarly", tooLarge);
    return JSON.writeValueAsBytes(event);
  }

  /// The state after a function's answer. An answer without one is a failure of the batch.
  ///
  /// @param lastId of the batch's last record
  public Answer read(byte[] answer, String lastId) {
    JsonNode root;
    try {
      root = JSON.readTree(answer);
    } catch (JacksonException e) {
      return new Answer.Missing("the answer is not JSON: " + e.getOriginalMessage());
    }
    JsonNode next = root.get("state");
    if (next == null || !next.isObject()) {
      return new Answer.Missing("the answer to a batch of a tumbling window has no state object");
    }
    int size = next.toString().getBytes(StandardCharsets.UTF_8).length;
    return new Answer.Next(new WindowState(window, next, lastId, size > MAX_BYTES));
  }

  /// The part of an answer about the state.
  public sealed interface Answer {
    record Next(WindowState state) implements Answer {}

    record Missing(String why) implements Answer {}
  }

  /// For the store of the source's state.
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("start", window.start().toString());
    json.put("end", window.end().toString());
    json.set("state", state);
    json.put("covered", covered);
    json.put("tooLarge", tooLarge);
    return json.toString();
  }

  /// @throws IllegalArgumentException if the text was not written by [#toJson]
  public static WindowState fromJson(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return new WindowState(
          new Window(
              Instant.parse(json.required("start").stringValue()),
              Instant.parse(json.required("end").stringValue())),
          json.required("state"),
          json.required("covered").isNull() ? null : json.required("covered").stringValue(),
          json.required("tooLarge").booleanValue());
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("no state of a window: " + e.getMessage(), e);
    }
  }
}
