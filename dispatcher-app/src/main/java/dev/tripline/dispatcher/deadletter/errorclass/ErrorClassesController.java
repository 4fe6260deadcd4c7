package dev.tripline.dispatcher.deadletter.errorclass;

import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/dead-letter-classes`: look at them, acknowledge, snooze, assign, note.
@RestController
@RequestMapping("/v1/dead-letter-classes")
class ErrorClassesController {
  private static final int PAGE_LIMIT = 100;

  private final ErrorClasses classes;

  ErrorClassesController(ErrorClasses classes) {
    this.classes = classes;
  }

  @Operation("ListDeadLetterClasses")
  @GetMapping
  ErrorClasses.Page list(
      @RequestParam(name = "function", required = false) @Nullable String function,
      @RequestParam(name = "state", required = false) @Nullable String state,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
    return classes.list(function, state, cursor, RequestFields.limit(limit, 50, PAGE_LIMIT));
  }

  @Operation("GetDeadLetterClass")
  @GetMapping("/{id}")
  ErrorClassView get(@PathVariable String id) {
    return classes.find(id);
  }

  @Operation("UpdateDeadLetterClass")
  @PatchMapping(
      path = "/{id}",
      consumes = {"application/json", "application/merge-patch+json"})
  ErrorClassView change(
      @PathVariable String id, @RequestBody(required = false) byte @Nullable [] body, Actor actor) {
    return classes.change(id, StrictJson.object(body), actor);
  }
}
