package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.delivery.ledger.Counts;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.delivery.ledger.LedgerReport;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/triggers/{id}/ledger`: what became of everything that a trigger received, of all nodes, per
/// minute. What was counted within the last seconds may be missing.
@RestController
class LedgerController {
  private static final Duration STANDARD = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(7);

  private final TriggerService triggers;
  private final Ledger ledger;
  private final InstantSource clock;

  LedgerController(TriggerService triggers, Ledger ledger, InstantSource clock) {
    this.triggers = triggers;
    this.ledger = ledger;
    this.clock = clock;
  }

  /// @param from the first minute; an hour before `to` if missing
  /// @param to exclusive; after the present minute if missing
  @GetMapping("/v1/triggers/{id}/ledger")
  Map<String, Object> get(
      @PathVariable String id,
      @RequestParam(name = "from", required = false) @Nullable String from,
      @RequestParam(name = "to", required = false) @Nullable String to) {
    Trigger trigger =
        triggers
            .find(id)
            .orElseThrow(() -> ApiProblem.notFound("there is no trigger " + id))
            .trigger();
    Instant end = to == null ? minute(clock.instant()).plusSeconds(120) : time("to", to);
    Instant start = from == null ? end.minus(STANDARD) : minute(time("from", from));
    if (!start.isBefore(end) || start.plus(LONGEST).isBefore(end)) {
      throw ApiProblem.invalid("from and to: 1 minute to 7 days are expected");
    }
    LedgerReport report = ledger.report(trigger.id(), start, end);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("trigger", trigger.name());
    answer.put("from", start.toString());
    answer.put("to", end.toString());
    answer.put("inFlightBefore", report.heldBefore());
    answer.put("totals", counts(report.totals()));
    answer.put("inFlight", report.held());
    answer.put("residual", report.residual());
    answer.put("minutes", report.minutes().stream().map(LedgerController::minute).toList());
    return answer;
  }

  private static Instant minute(Instant time) {
    return time.truncatedTo(ChronoUnit.MINUTES);
  }

  private static Map<String, Object> minute(LedgerReport.Minute minute) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("minute", minute.start().toString());
    json.putAll(counts(minute.counts()));
    json.put("inFlight", minute.held());
    return json;
  }

  /// Received is net of what was given back, since that is received anew.
  private static Map<String, Object> counts(Counts counts) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Entry entry : Entry.values()) {
      json.put(entry.text(), counts.of(entry));
    }
    json.put("received", counts.of(Entry.RECEIVED) - counts.of(Entry.RETURNED));
    return json;
  }

  private static Instant time(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw ApiProblem.invalid(
          name + ": a time such as 2026-01-31T12:00:00Z is expected, not '" + text + "'");
    }
  }
}
