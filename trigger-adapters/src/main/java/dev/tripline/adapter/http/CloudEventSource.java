package dev.tripline.adapter.http;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpEventSource;
import dev.tripline.spi.source.http.HttpPush;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// CloudEvents 1.0 over HTTP, in the binary, structured and batched content mode: 202 with the request
/// ids of the invocations when all events of the request are durable.
public final class CloudEventSource implements HttpEventSource {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public HttpAnswer receive(HttpPush request, EventSink sink) throws InterruptedException {
    if (!request.path().isEmpty()) {
      return problem(404, Map.of(), "Not found", "nothing is at " + request.path(), null);
    }
    if (!request.method().equals("POST")) {
      return problem(
          405,
          Map.of("Allow", "POST"),
          "Method Not Allowed",
          "CloudEvents are sent by POST, not by " + request.method(),
          null);
    }
    if (request.query() != null && !request.query().isEmpty()) {
      String name = request.query().split("[=&]", 2)[0];
      return problem(
          400,
          Map.of(),
          "Invalid request",
          name + " is not known here; nothing was accepted",
          new HttpAnswer.InvalidField(name, "is not known here"));
    }
    List<Event> events;
    try {
      String contentType = request.header("Content-Type").orElse(null);
      events = CloudEventRequest.parse(contentType, request.headers(), request.body());
    } catch (InvalidCloudEventException e) {
      String message = String.valueOf(e.getMessage());
      return problem(
          400,
          Map.of(),
          "Invalid CloudEvent",
          (e.field() + " " + message).strip() + "; nothing was accepted",
          new HttpAnswer.InvalidField(e.field(), message));
    }
    return switch (sink.accept(TraceHeaders.on(events, request))) {
      case Acceptance.Accepted accepted -> accepted(accepted);
      case Acceptance.TooLarge large -> HttpAnswer.Problem.of(large);
      case Acceptance.Full full -> HttpAnswer.Problem.of(full);
    };
  }

  private static HttpAnswer accepted(Acceptance.Accepted accepted) {
    ObjectNode body = JSON.createObjectNode();
    body.put("accepted", accepted.receipts().size() - accepted.duplicates());
    body.put("duplicates", accepted.duplicates());
    ArrayNode requestIds = body.putArray("requestIds");
    accepted.receipts().forEach(receipt -> requestIds.add(receipt.requestId()));
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    return new HttpAnswer.Response(202, Map.of(), "application/json", json);
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
