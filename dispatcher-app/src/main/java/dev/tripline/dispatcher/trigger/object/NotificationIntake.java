package dev.tripline.dispatcher.trigger.object;

import dev.tripline.adapter.bucket.InvalidNotificationException;
import dev.tripline.adapter.bucket.NotificationDocument;
import dev.tripline.adapter.bucket.ObjectEvents;
import dev.tripline.adapter.bucket.QueuedNotifications;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Invoker;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.SourceUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Takes the place of a function for messages of a queue or a stream that are notifications: each change
/// becomes an asynchronous invocation of the trigger's function, known by its deduplication key, and a
/// message is done when its changes are durable. A message that is no notification has failed, with the
/// reason; the queue's retries and dead letters apply to it as if a function had refused it.
final class NotificationIntake implements Invoker {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ObjectEvents objects;
  private final EventSink sink;
  private final InstantSource clock;

  NotificationIntake(ObjectEvents objects, EventSink sink, InstantSource clock) {
    this.objects = objects;
    this.sink = sink;
    this.clock = clock;
  }

  @Override
  public InvocationResult invoke(InvocationRequest request) throws InterruptedException {
    Instant start = clock.instant();
    return new InvocationResult(
        outcome(QueuedNotifications.of(request.payload().toByteArray())),
        null,
        null,
        start,
        Duration.between(start, clock.instant()));
  }

  private Outcome outcome(List<QueuedNotifications.Message> messages) throws InterruptedException {
    Map<String, String> failed = new LinkedHashMap<>();
    List<Event> events = new ArrayList<>();
    try {
      for (QueuedNotifications.Message message : messages) {
        try {
          events.addAll(
              objects.of(NotificationDocument.changes(message.document(), clock.instant())));
        } catch (InvalidNotificationException e) {
          failed.put(message.id(), (e.field() + " " + e.getMessage()).strip());
        }
      }
    } catch (SourceUnavailableException e) {
      return new Outcome.Unreachable(String.valueOf(e.getMessage()));
    }
    return switch (sink.accept(events)) {
      case Acceptance.Full full ->
          new Outcome.Throttled("the store takes no more events for now", full.retryAfter());
      case Acceptance.TooLarge large ->
          error(
              "the event of %s has %d bytes; %d is the limit"
                  .formatted(large.eventId(), large.bytes(), large.limit()));
      case Acceptance.Accepted _ -> answer(messages.size(), failed);
    };
  }

  /// A single message fails in words; of several, those that failed are named and come again, at last
  /// alone.
  private static Outcome answer(int messages, Map<String, String> failed) {
    if (failed.isEmpty()) {
      return new Outcome.Succeeded("null".getBytes(StandardCharsets.UTF_8));
    }
    if (messages == 1) {
      return error(failed.values().iterator().next());
    }
    ObjectNode answer = JSON.createObjectNode();
    var failures = answer.putArray("batchItemFailures");
    failed.keySet().forEach(id -> failures.addObject().put("itemIdentifier", id));
    return new Outcome.Succeeded(JSON.writeValueAsBytes(answer));
  }

  private static Outcome error(@Nullable String message) {
    String type = "InvalidNotification";
    ObjectNode error = JSON.createObjectNode();
    error.put("errorType", type);
    error.put("errorMessage", message);
    return new Outcome.FunctionError(JSON.writeValueAsBytes(error), type, message);
  }
}
