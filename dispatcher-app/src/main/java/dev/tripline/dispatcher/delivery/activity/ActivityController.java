package dev.tripline.dispatcher.delivery.activity;

import dev.tripline.delivery.DeliveryEvents;
import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.exchange.EventStream;
import dev.tripline.spi.invocation.FunctionTarget;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// `GET /v1/activity`: server-sent events about asynchronous deliveries of this node, from now on:
/// `accepted`, `delivered`, `retried`, `dead-lettered`, `destination-sent`, `destination-failed`, and
/// `missed` when the watcher was too slow. The first is `watching`. Each watcher holds one (virtual)
/// thread.
@RestController
class ActivityController {
  private static final Duration BEAT = Duration.ofMillis(500);
  private static final Duration ACCESS_EVERY = Duration.ofSeconds(2);
  private static final int SILENT_BEATS = 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final DeliveryEvents events;
  private final Functions functions;
  private final InstantSource clock;
  private volatile boolean closing;

  ActivityController(DeliveryEvents events, Functions functions, InstantSource clock) {
    this.events = events;
    this.functions = functions;
    this.clock = clock;
  }

  /// Returns when the watcher leaves or may not watch any more, or the service stops.
  @Operation("WatchActivity")
  @GetMapping("/v1/activity")
  void watch(
      @RequestParam(name = "function", required = false) @Nullable String function,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException, InterruptedException {
    boolean seesContent = Caller.seesContent(request);
    String watched = function == null ? null : name(function);
    var stream = new EventStream(response, SILENT_BEATS);
    try (var feed = new ActivityFeed(events, watched)) {
      send(stream, "watching", Map.of());
      Masking masking = Masking.of(request);
      Instant askAt = clock.instant().plus(ACCESS_EVERY);
      while (!closing) {
        ActivityEntry entry = feed.next(BEAT);
        long missed = feed.takeMissed();
        if (missed > 0) {
          send(stream, "missed", Map.of("events", missed));
        }
        // Before what just happened is told.
        if (!clock.instant().isBefore(askAt)) {
          if (!Caller.isStill(request)) {
            return;
          }
          masking = Masking.of(request);
          askAt = clock.instant().plus(ACCESS_EVERY);
        }
        if (entry != null) {
          send(stream, entry.kind(), seesContent ? entry.masked(masking) : entry.withoutContent());
        } else {
          stream.beat();
        }
      }
    }
  }

  private String name(String nameOrArn) {
    return functions
        .parse(nameOrArn)
        .filter(functions::existsAnywhere)
        .map(FunctionTarget::name)
        .orElseThrow(() -> ApiProblem.invalid("function", "there is no function " + nameOrArn));
  }

  private void send(EventStream stream, String kind, Map<String, ?> members) throws IOException {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("at", clock.instant().toString());
    data.putAll(members);
    stream.send(kind, JSON.writeValueAsString(data));
  }

  /// Ends the streams of all watchers, so that an orderly stop need not wait for them.
  @EventListener(ContextClosedEvent.class)
  void close() {
    closing = true;
  }
}
