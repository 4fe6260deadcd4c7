package dev.tripline.dispatcher.trigger.format;

import dev.tripline.dispatcher.trigger.Trigger;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// Writes records of one trigger in the batch format of CloudEvents: a list. Safe for many threads.
record CloudEventBatch(Trigger trigger, CloudEventForm form) {

  /// A record of a batch.
  ///
  /// @param id its item identifier
  /// @param json in AWS's shape
  record Item(String id, byte[] json) {}

  byte[] write(List<Item> items) {
    List<CloudEvent> events = new ArrayList<>();
    items.forEach(item -> events.add(event(item)));
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = CloudEvent.JSON.createGenerator(bytes)) {
      json.writeStartArray();
      events.forEach(event -> event.writeTo(json));
      json.writeEndArray();
    }
    return bytes.toByteArray();
  }

  /// The bytes that a record takes in a batch.
  long size(Item item) {
    return write(List.of(item)).length;
  }

  private CloudEvent event(Item item) {
    CloudEvent event = form.read(trigger, CloudEvent.JSON.readTree(item.json()));
    Map<String, String> extensions = new LinkedHashMap<>();
    extensions.put(CloudEvent.ITEM, item.id());
    event.extensions().forEach(extensions::putIfAbsent);
    return new CloudEvent(
        event.id(),
        event.source(),
        event.type(),
        event.subject(),
        event.time(),
        extensions,
        event.data());
  }
}
