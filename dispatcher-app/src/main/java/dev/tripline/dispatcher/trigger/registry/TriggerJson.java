package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A trigger as `/v1/triggers` answers it.
final class TriggerJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private TriggerJson() {}

  static ObjectNode of(Triggers.Live live) {
    Trigger trigger = live.trigger();
    TriggerStatus.Snapshot status = live.status().snapshot();
    ObjectNode json = JSON.createObjectNode();
    json.put("id", trigger.id());
    json.put("name", trigger.name());
    json.put("function", trigger.function().toString());
    json.put("paused", trigger.paused());
    json.set("source", trigger.form());
    json.put("state", status.state().text());
    json.set("lastError", told(status.lastError(), status.lastErrorAt()));
    time(json, "nextRetryAt", status.nextRetryAt());
    json.set("lastResult", told(status.lastResult(), status.lastResultAt()));
    json.put("inFlight", status.inFlight());
    ObjectNode counts = json.putObject("counts");
    counts.put("received", status.counts().received());
    counts.put("succeeded", status.counts().succeeded());
    counts.put("retried", status.counts().retried());
    counts.put("deadLettered", status.counts().deadLettered());
    json.put("revision", trigger.revision());
    time(json, "createdAt", trigger.createdAt());
    time(json, "updatedAt", trigger.updatedAt());
    return json;
  }

  private static JsonNode told(@Nullable String message, @Nullable Instant at) {
    if (message == null) {
      return JSON.nullNode();
    }
    ObjectNode told = JSON.createObjectNode();
    told.put("message", message);
    time(told, "at", at);
    return told;
  }

  private static void time(ObjectNode json, String name, @Nullable Instant time) {
    json.put(name, time == null ? null : time.toString());
  }
}
