package dev.tripline.dispatcher.deadletter;

import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
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

/// `/v1/dead-letters`: look at them, redrive them, discard them.
@RestController
@RequestMapping("/v1/dead-letters")
class DeadLettersController {
  private static final int PAGE_LIMIT = 100;
  private static final int REDRIVE_LIMIT = 1_000;

  private final DeadLetters letters;

  DeadLettersController(DeadLetters letters) {
    this.letters = letters;
  }

  /// The filter of a list and of a redrive; a missing member matches all.
  ///
  /// @param limit how many at most
  record Query(
      @Nullable String function,
      @Nullable String trigger,
      @Nullable String reason,
      @Nullable String from,
      @Nullable String to,
      @Nullable Integer limit) {

    Selection selection() {
      return new Selection(
          function,
          trigger,
          reason,
          RequestFields.time("from", from),
          RequestFields.time("to", to));
    }
  }

  @Operation("ListDeadLetters")
  @GetMapping
  DeadLetters.Page list(
      Query query, @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
    int limit = RequestFields.limit(query.limit(), 50, PAGE_LIMIT);
    return letters.list(query.selection(), cursor, limit);
  }

  @Operation("GetDeadLetter")
  @GetMapping("/{id}")
  DeadLetterView get(@PathVariable String id) {
    return letters.find(id);
  }

  @Operation("RedriveDeadLetter")
  @PostMapping("/{id}/redrive")
  @ResponseStatus(HttpStatus.ACCEPTED)
  DeadLetters.Redriven redrive(@PathVariable String id) {
    return letters.redrive(id);
  }

  @Operation("RedriveDeadLetters")
  @PostMapping(path = "/redrive", consumes = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  DeadLetters.Batch redriveAll(@RequestBody(required = false) byte @Nullable [] body) {
    Query query = StrictJson.read(body, Query.class);
    int limit = RequestFields.limit(query.limit(), 100, REDRIVE_LIMIT);
    return letters.redriveAll(query.selection(), limit);
  }

  @Operation("DiscardDeadLetter")
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void discard(
      @PathVariable String id,
      @RequestParam(name = "reason", required = false) @Nullable String reason) {
    letters.discard(id, RequestFields.reason(reason));
  }
}
