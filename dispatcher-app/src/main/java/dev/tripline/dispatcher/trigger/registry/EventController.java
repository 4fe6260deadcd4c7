package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.adapter.http.InvalidCloudEventException;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.rest.TriggerController;
import dev.tripline.spi.store.StoreFullException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Takes CloudEvents over HTTP: 202 when they are durable.
@RestController
class EventController {
  private final Triggers triggers;
  private final EventIngestion ingestion;
  private final TriggerSettings settings;

  EventController(Triggers triggers, EventIngestion ingestion, TriggerSettings settings) {
    this.triggers = triggers;
    this.ingestion = ingestion;
    this.settings = settings;
  }

  @PostMapping("/v1/events/{trigger}")
  ResponseEntity<?> accept(@PathVariable("trigger") String name, HttpServletRequest request)
      throws IOException,
          InvalidCloudEventException,
          EventIngestion.EventTooLargeException,
          InterruptedException {
    Optional<Triggers.Live> live = triggers.find(name);
    if (live.isEmpty()) {
      return TriggerController.missing(name);
    }
    Trigger trigger = live.get().trigger();
    if (!(trigger.source() instanceof TriggerSource.CloudEvents)) {
      return problem(HttpStatus.CONFLICT, "trigger " + name + " is not of the kind http");
    }
    if (trigger.paused()) {
      return problem(HttpStatus.SERVICE_UNAVAILABLE, "trigger " + name + " is paused");
    }
    int limit = (int) Math.min(settings.maxRequest().toBytes(), Integer.MAX_VALUE - 16);
    byte[] body = request.getInputStream().readNBytes(limit + 1);
    if (body.length > limit) {
      throw new EventIngestion.EventTooLargeException(
          "the request has more than " + limit + " bytes");
    }
    TriggerStatus status = live.get().status();
    EventIngestion.Accepted accepted =
        ingestion.accept(trigger, request.getContentType(), headers(request), body);
    int events = accepted.requestIds().size();
    status.began(events);
    status.ended(events, 0, 0);
    status.result("accepted " + events + " events, " + accepted.duplicates() + " of them known");
    return ResponseEntity.accepted()
        .body(
            Map.of(
                "accepted",
                events - accepted.duplicates(),
                "duplicates",
                accepted.duplicates(),
                "requestIds",
                accepted.requestIds()));
  }

  private static Map<String, String> headers(HttpServletRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .getHeaderNames()
        .asIterator()
        .forEachRemaining(
            name -> headers.put(name.toLowerCase(Locale.ROOT), request.getHeader(name)));
    return headers;
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> invalid(InvalidCloudEventException e) {
    String message = String.valueOf(e.getMessage());
    return TriggerController.problem(
        HttpStatus.BAD_REQUEST,
        "Invalid CloudEvent",
        (e.field() + " " + message).strip() + "; nothing was accepted",
        List.of(new FieldError(e.field(), message)));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> tooLarge(EventIngestion.EventTooLargeException e) {
    return problem(HttpStatus.CONTENT_TOO_LARGE, e.getMessage() + "; nothing was accepted");
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> full(StoreFullException e) {
    var problem =
        problem(
            HttpStatus.SERVICE_UNAVAILABLE,
            "the store takes no more events for now; send the whole request again later: what was"
                + " accepted of it is recognised");
    return ResponseEntity.status(problem.getStatusCode())
        .headers(problem.getHeaders())
        .header(HttpHeaders.RETRY_AFTER, "5")
        .body(problem.getBody());
  }

  private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
    return TriggerController.problem(status, status.getReasonPhrase(), detail, List.of());
  }
}
