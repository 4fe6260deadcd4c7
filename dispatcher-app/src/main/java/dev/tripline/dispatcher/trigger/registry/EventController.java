package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.adapter.http.InvalidCloudEventException;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.store.StoreFullException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Takes CloudEvents over HTTP: 202 when they are durable.
@RestController
class EventController {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Triggers triggers;
  private final EventIngestion ingestion;

  EventController(Triggers triggers, EventIngestion ingestion) {
    this.triggers = triggers;
    this.ingestion = ingestion;
  }

  /// @param accepted how many are new
  /// @param requestIds in the order of the events
  record Accepted(int accepted, int duplicates, List<String> requestIds) {}

  @Operation("PublishEvents")
  @PostMapping("/v1/events/{trigger}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Accepted accept(@PathVariable("trigger") String name, HttpServletRequest request)
      throws IOException, InterruptedException {
    Triggers.Live live =
        triggers.find(name).orElseThrow(() -> ApiProblem.notFound("there is no trigger " + name));
    Trigger trigger = live.trigger();
    if (!(trigger.source() instanceof TriggerSource.CloudEvents)) {
      throw ApiProblem.conflict("trigger " + name + " is not of the kind http");
    }
    if (trigger.paused()) {
      throw ApiProblem.unavailable("trigger " + name + " is paused");
    }
    EventIngestion.Accepted accepted = ingest(trigger, request);
    int events = accepted.requestIds().size();
    TriggerStatus status = live.status();
    status.began(events);
    status.ended(events, 0, 0);
    status.result("accepted " + events + " events, " + accepted.duplicates() + " of them known");
    return new Accepted(
        events - accepted.duplicates(), accepted.duplicates(), accepted.requestIds());
  }

  private EventIngestion.Accepted ingest(Trigger trigger, HttpServletRequest request)
      throws IOException, InterruptedException {
    byte[] body = request.getInputStream().readAllBytes();
    try {
      return ingestion.accept(trigger, request.getContentType(), headers(request), body);
    } catch (InvalidCloudEventException e) {
      throw ApiProblem.invalid(e.field(), e.getMessage() + "; nothing was accepted");
    } catch (EventIngestion.EventTooLargeException e) {
      throw ApiProblem.tooLarge(e.getMessage() + "; nothing was accepted");
    } catch (StoreFullException _) {
      throw ApiProblem.unavailable(
          "the store takes no more events for now; send the whole request again later: what was"
              + " accepted of it is recognised",
          RETRY_AFTER);
    }
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
}
