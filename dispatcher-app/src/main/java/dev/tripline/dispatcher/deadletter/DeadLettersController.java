package dev.tripline.dispatcher.deadletter;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.store.DeadLetterQueries;
import dev.tripline.spi.store.DeadLetterQueries.Filter;
import dev.tripline.spi.store.DeadLetterStore;
import dev.tripline.spi.store.DeadLetterSummary;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// `/v1/dead-letters`: look at them, redrive them, discard them.
@RestController
@RequestMapping("/v1/dead-letters")
class DeadLettersController {
  private static final int PAGE_LIMIT = 100;
  private static final int REDRIVE_LIMIT = 1_000;
  private static final int REASON_LIMIT = 500;

  private final DeadLetterStore letters;
  private final DeadLetterQueries queries;
  private final Redrives redrives;

  DeadLettersController(DeadLetterStore letters, DeadLetterQueries queries, Redrives redrives) {
    this.letters = letters;
    this.queries = queries;
    this.redrives = redrives;
  }

  /// Which dead letters are meant; a missing member matches all.
  ///
  /// @param limit how many at most
  record Query(
      @Nullable String function,
      @Nullable String trigger,
      @Nullable String reason,
      @Nullable String from,
      @Nullable String to,
      @Nullable Integer limit) {

    Filter filter() {
      return new Filter(function, trigger, reason, null, instant("from", from), instant("to", to));
    }

    int limit(int standard, int most) {
      int chosen = limit == null ? standard : limit;
      if (chosen < 1 || chosen > most) {
        throw ApiProblem.invalid("limit: 1 to " + most + " is expected");
      }
      return chosen;
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
      try {
        return text == null ? null : Instant.parse(text);
      } catch (DateTimeException e) {
        throw ApiProblem.invalid(
            name + ": a time such as 2026-01-31T12:00:00Z is expected, not '" + text + "'");
      }
    }
  }

  /// Newest first.
  @GetMapping
  Map<String, Object> list(
      Query query, @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
    int limit = query.limit(50, PAGE_LIMIT);
    List<DeadLetterSummary> page = queries.page(query.filter(), cursor, limit + 1);
    boolean more = page.size() > limit;
    List<DeadLetterSummary> shown = more ? page.subList(0, limit) : page;
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("deadLetters", shown.stream().map(DeadLetterJson::summary).toList());
    if (more) {
      answer.put("next", shown.getLast().id());
    }
    return answer;
  }

  @GetMapping("/{id}")
  JsonNode get(@PathVariable String id) {
    return DeadLetterJson.full(queries.find(id).orElseThrow(() -> unknown(id)));
  }

  @PostMapping("/{id}/redrive")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, String> redrive(@PathVariable String id) {
    return switch (redrives.one(id)) {
      case Redrives.Redrive.Queued(var requestId) -> Map.of("requestId", requestId);
      case Redrives.Redrive.NotThere() -> throw unknown(id);
      case Redrives.Redrive.TooOften(var count) ->
          throw ApiProblem.conflict(
              "the event was redriven "
                  + count
                  + " times already (tripline.dead-letters.max-redrives)");
    };
  }

  @PostMapping(path = "/redrive", consumes = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Redrives.Batch redriveMatching(@RequestBody byte[] body) {
    Query query = StrictJson.read(body, Query.class);
    return redrives.matching(query.filter(), query.limit(100, REDRIVE_LIMIT));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void discard(
      @PathVariable String id,
      @RequestParam(name = "reason", required = false) @Nullable String reason) {
    if (reason == null || reason.isBlank() || reason.length() > REASON_LIMIT) {
      throw ApiProblem.invalid("reason: say in 1 to " + REASON_LIMIT + " characters why");
    }
    if (!letters.discard(id, Actor.ANONYMOUS, reason)) {
      throw unknown(id);
    }
  }

  private static ApiProblem unknown(String id) {
    return ApiProblem.notFound("there is no dead letter " + id);
  }
}
