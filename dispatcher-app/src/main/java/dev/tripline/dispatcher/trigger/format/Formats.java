package dev.tripline.dispatcher.trigger.format;

import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.QueueSource;
import dev.tripline.spi.source.StreamSource;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/// Gives functions the events of a trigger in the trigger's format. Filters see AWS's shape in each.
/// Safe for many threads.
public final class Formats {
  private static final String MEMBER = "format";
  private static final String CLOUD_EVENTS = "cloudevents";

  private final Map<String, CloudEventForm> forms;

  public Formats(List<CloudEventForm> forms) {
    this.forms =
        forms.stream().collect(Collectors.toMap(CloudEventForm::kind, Function.identity()));
  }

  /// Reads the member `format` of a source: `aws` unless it is given.
  ///
  /// @param kind of the source
  public static void read(FormReader form, String kind) {
    if (!form.has(MEMBER)) {
      return;
    }
    String format = form.choice(MEMBER, List.of("aws", CLOUD_EVENTS), "aws");
    if (kind.equals("http")) {
      form.invalid(MEMBER, "cannot be chosen: these events are CloudEvents already");
    } else if (kind.equals("route")) {
      form.invalid(MEMBER, "cannot be chosen: functions of routes get requests, by payload");
    }
    boolean tumbling = form.value("tumblingWindowSeconds").filter(v -> v.asInt(1) != 0).isPresent();
    if (format.equals(CLOUD_EVENTS) && tumbling) {
      form.invalid(
          MEMBER,
          "cannot be cloudevents with a tumbling window, whose state is beside the records");
    }
  }

  /// Whether the trigger's function gets CloudEvents.
  public static boolean isCloudEvents(Trigger trigger) {
    return isCloudEvents(trigger.form());
  }

  private static boolean isCloudEvents(ObjectNode form) {
    return form.path(MEMBER).asString("").equals(CLOUD_EVENTS);
  }

  /// The queue whose payloads are in the trigger's format.
  public QueueSource queue(Trigger trigger, QueueSource source) {
    return isCloudEvents(trigger.form())
        ? new CloudEventQueue(source, new CloudEventBatch(trigger, form(trigger)))
        : source;
  }

  /// The stream whose payloads are in the trigger's format.
  public StreamSource stream(Trigger trigger, StreamSource source) {
    return isCloudEvents(trigger.form())
        ? new CloudEventStream(source, new CloudEventBatch(trigger, form(trigger)))
        : source;
  }

  private CloudEventForm form(Trigger trigger) {
    String kind = trigger.source().traits().kind();
    CloudEventForm form = forms.get(kind);
    if (form == null) {
      throw new IllegalStateException("records of " + kind + " have no form as CloudEvents");
    }
    return form;
  }

  /// The payload of an event of a source that pushes.
  public static byte[] payload(Trigger trigger, Event event) {
    if (!isCloudEvents(trigger.form())) {
      return event.payload();
    }
    var cloudEvent =
        new CloudEvent(
            event.id(),
            event.source(),
            event.type(),
            event.subject(),
            event.time(),
            event.attributes(),
            CloudEvent.Data.of(event.payload()));
    var bytes = new ByteArrayOutputStream(event.payload().length + 512);
    try (JsonGenerator json = CloudEvent.JSON.createGenerator(bytes)) {
      cloudEvent.writeTo(json);
    }
    return bytes.toByteArray();
  }
}
