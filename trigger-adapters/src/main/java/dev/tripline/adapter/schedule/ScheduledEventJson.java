package dev.tripline.adapter.schedule;

import dev.tripline.spi.source.Event;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// Events in the shape of EventBridge's scheduled events, or with an input of their own, in which the
/// keywords of EventBridge Scheduler for context are replaced.
final class ScheduledEventJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ScheduledEventJson() {}

  /// The event of one time: the same whenever it is made again.
  static Event event(ScheduleSettings settings, Instant nominal) {
    String key = settings.triggerId() + "\n" + nominal;
    String id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
    ScheduleSettings.Content content = settings.content();
    String input = content.input();
    return new Event(
        id,
        rule(content),
        "aws.events.ScheduledEvent",
        content.name(),
        nominal,
        "application/json",
        Map.of(),
        input == null
            ? payload(content, nominal, id)
            : filled(input, content, nominal, id).getBytes(StandardCharsets.UTF_8),
        nominal.toString());
  }

  private static byte[] payload(ScheduleSettings.Content content, Instant nominal, String id) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringProperty("version", "0");
      json.writeStringProperty("id", id);
      json.writeStringProperty("detail-type", "Scheduled Event");
      json.writeStringProperty("source", "aws.events");
      json.writeStringProperty("account", content.accountId());
      json.writeStringProperty("time", seconds(nominal));
      json.writeStringProperty("region", content.region());
      json.writeArrayPropertyStart("resources");
      json.writeString(rule(content));
      json.writeEndArray();
      json.writeObjectPropertyStart("detail");
      json.writeEndObject();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static String rule(ScheduleSettings.Content content) {
    return "arn:aws:events:%s:%s:rule/%s"
        .formatted(content.region(), content.accountId(), content.name());
  }

  /// See "Context attributes" in the user guide of EventBridge Scheduler.
  private static String filled(
      String input, ScheduleSettings.Content content, Instant nominal, String id) {
    return input
        .replace("<aws.scheduler.scheduled-time>", seconds(nominal))
        .replace("<aws.scheduler.execution-id>", id)
        .replace(
            "<aws.scheduler.schedule-arn>",
            "arn:aws:scheduler:%s:%s:schedule/default/%s"
                .formatted(content.region(), content.accountId(), content.name()));
  }

  /// AWS has whole seconds here.
  private static String seconds(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond()).toString();
  }
}
