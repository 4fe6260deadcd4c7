package dev.tripline.dispatcher.trigger.run.changes;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.format.CloudEvent;
import dev.tripline.dispatcher.trigger.format.CloudEventForm;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Changes of a database as CloudEvents: the table is part of the source, the key is the subject, the
/// change with its images is the data.
public record ChangeCloudEvents(String kind) implements CloudEventForm {

  @Override
  public CloudEvent read(Trigger trigger, JsonNode record) {
    JsonNode change = record.path("change");
    JsonNode source = change.path("source");
    String schema = source.path("schema").asString("");
    JsonNode key = change.path("key");
    return new CloudEvent(
        record.path("eventID").asString(),
        record.path("eventSource").asString()
            + "/"
            + source.path("db").asString("")
            + "/"
            + (schema.isEmpty() ? "" : schema + ".")
            + source.path("table").asString(""),
        "dev.tripline.change." + record.path("eventName").asString().toLowerCase(Locale.ROOT),
        key.isObject() ? key.toString() : null,
        Instant.ofEpochMilli(source.path("ts_ms").asLong(change.path("ts_ms").asLong(0))),
        Map.of(),
        new CloudEvent.Data.Json(change));
  }
}
