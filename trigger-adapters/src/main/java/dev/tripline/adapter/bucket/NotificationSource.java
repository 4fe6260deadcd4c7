package dev.tripline.adapter.bucket;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpEventSource;
import dev.tripline.spi.source.http.HttpPush;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Notifications of buckets that their store posts, in the shape of AWS S3, Ceph, MinIO, RustFS or
/// SeaweedFS: 202 with the request ids of the invocations when all selected changes are durable.
public final class NotificationSource implements HttpEventSource {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String RETRY_AFTER = "5";

  private final ObjectEvents events;
  private final InstantSource clock;

  public NotificationSource(ObjectEvents events, InstantSource clock) {
    this.events = events;
    this.clock = clock;
  }

  @Override
  public HttpAnswer receive(HttpPush request, EventSink sink) throws InterruptedException {
    if (!request.path().isEmpty() && !request.path().equals("/")) {
      return problem(404, Map.of(), "Not found", "nothing is at " + request.path(), null);
    }
    if (!request.method().equals("POST")) {
      return problem(
          405,
          Map.of("Allow", "POST"),
          "Method Not Allowed",
          "notifications are sent by POST, not by " + request.method(),
          null);
    }
    List<ObjectChange> changes;
    try {
      changes = NotificationDocument.changes(request.body(), clock.instant());
    } catch (InvalidNotificationException e) {
      String message = String.valueOf(e.getMessage());
      return problem(
          400,
          Map.of(),
          "Invalid notification",
          (e.field() + " " + message).strip() + "; nothing was accepted",
          new HttpAnswer.InvalidField(e.field(), message));
    }
    List<Event> selected;
    try {
      selected = events.of(changes);
    } catch (SourceUnavailableException e) {
      return problem(
          503,
          Map.of("Retry-After", RETRY_AFTER),
          "Service Unavailable",
          e.getMessage() + "; nothing was accepted, send it again later",
          null);
    }
    return switch (sink.accept(selected)) {
      case Acceptance.Accepted accepted -> accepted(accepted, changes.size() - selected.size());
      case Acceptance.TooLarge large -> HttpAnswer.Problem.of(large);
      case Acceptance.Full full -> HttpAnswer.Problem.of(full);
    };
  }

  private static HttpAnswer accepted(Acceptance.Accepted accepted, int filtered) {
    ObjectNode body = JSON.createObjectNode();
    body.put("accepted", accepted.receipts().size() - accepted.duplicates());
    body.put("duplicates", accepted.duplicates());
    body.put("filtered", filtered);
    var requestIds = body.putArray("requestIds");
    accepted.receipts().forEach(receipt -> requestIds.add(receipt.requestId()));
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    return new HttpAnswer.Response(202, Map.of(), "application/json", json, filtered);
  }

  private static HttpAnswer problem(
      int status,
      Map<String, String> headers,
      String title,
      String detail,
      HttpAnswer.@Nullable InvalidField error) {
    return new HttpAnswer.Problem(
        status, headers, title, detail, error == null ? List.of() : List.of(error));
  }
}
