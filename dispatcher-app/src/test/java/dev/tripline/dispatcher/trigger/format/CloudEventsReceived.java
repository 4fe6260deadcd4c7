package dev.tripline.dispatcher.trigger.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.http.CloudEventRequest;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.spi.source.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a function has got, read as CloudEvents by a strict reader.
public final class CloudEventsReceived {
  private CloudEventsReceived() {}

  /// All that it has got, in the order in which it came.
  ///
  /// @param batches whether each payload is a list of them
  public static List<Event> of(TriggerApp app, boolean batches) throws Exception {
    String type = batches ? "application/cloudevents-batch+json" : "application/cloudevents+json";
    List<Event> events = new ArrayList<>();
    for (String payload : app.received) {
      events.addAll(
          CloudEventRequest.parse(type, Map.of(), payload.getBytes(StandardCharsets.UTF_8)));
    }
    return events;
  }

  /// The one event that it has got.
  public static Event single(TriggerApp app, boolean batch) throws Exception {
    app.awaitReceived(1);
    List<Event> events = of(app, batch);
    assertThat(events).hasSize(1);
    return events.getFirst();
  }
}
