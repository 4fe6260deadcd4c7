package dev.tripline.dispatcher.trigger.kind.sns;

import dev.tripline.adapter.bucket.InvalidNotificationException;
import dev.tripline.adapter.bucket.NotificationDocument;
import dev.tripline.adapter.bucket.ObjectEvents;
import dev.tripline.adapter.sns.InvalidMessageException;
import dev.tripline.adapter.sns.MessageEvents;
import dev.tripline.adapter.sns.TopicMessage;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import dev.tripline.dispatcher.trigger.object.StoredObjects;
import dev.tripline.spi.source.Event;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages that are notifications of buckets: each selected change is an event.
record SnsObjects(StoredObjects objects) {

  /// @param traffic null if messages are handed to the function as they are
  MessageEvents of(Trigger trigger, @Nullable ObjectTraffic traffic) {
    if (traffic == null) {
      return MessageEvents.AS_LAMBDA;
    }
    ObjectEvents events = objects.events(trigger, traffic);
    return (message, _, _) -> events(events, message);
  }

  private static List<Event> events(ObjectEvents events, TopicMessage message)
      throws InvalidMessageException, InterruptedException {
    try {
      return events.of(
          NotificationDocument.changes(
              message.text().getBytes(StandardCharsets.UTF_8), message.time()));
    } catch (InvalidNotificationException e) {
      throw new InvalidMessageException(
          ("the message is no notification of a bucket: " + e.field() + " " + e.getMessage())
              .replaceAll("\\s+", " "));
    }
  }
}
