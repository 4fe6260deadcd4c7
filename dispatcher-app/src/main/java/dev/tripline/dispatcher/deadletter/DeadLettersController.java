package dev.tripline.dispatcher.deadletter;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.deadletter.PayloadSearch.Contained;
import dev.tripline.dispatcher.function.NamedResources;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import jakarta.servlet.http.HttpServletRequest;
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
  private static final int GROUP_LIMIT = 1_000;

  private final DeadLetters letters;
  private final PayloadSearch search;
  private final Audit audit;
  private final Reveals reveals;

  DeadLettersController(DeadLetters letters, PayloadSearch search, Audit audit, Reveals reveals) {
    this.reveals = reveals;
    this.letters = letters;
    this.search = search;
    this.audit = audit;
  }

  /// The filter of a list and of a redrive; a missing member matches all.
  ///
  /// @param limit the largest number
  record Query(
      @Nullable String function,
      @Nullable String trigger,
      @Nullable String reason,
      @Nullable String errorType,
      @Nullable String from,
      @Nullable String to,
      @Nullable String requestId,
      @Nullable String classId,
      @Nullable String orderKey,
      @Nullable String traceId,
      @Nullable Integer limit) {

    Selection selection() {
      return new Selection(
          function,
          trigger,
          reason,
          errorType,
          RequestFields.time("from", from),
          RequestFields.time("to", to),
          requestId,
          classId,
          orderKey,
          traceId);
    }
  }

  /// The filter of a count.
  record Counted(
      @Nullable String function,
      @Nullable String trigger,
      @Nullable String reason,
      @Nullable String errorType,
      @Nullable String from,
      @Nullable String to,
      @Nullable String requestId,
      @Nullable String classId,
      @Nullable String orderKey,
      @Nullable String traceId) {

    Selection selection() {
      return new Query(
              function, trigger, reason, errorType, from, to, requestId, classId, orderKey, traceId,
              null)
          .selection();
    }
  }

  /// The filter of groups, which are of all times.
  record Grouped(
      @Nullable String function,
      @Nullable String trigger,
      @Nullable String reason,
      @Nullable String errorType) {

    Selection selection() {
      return new Selection(
          function, trigger, reason, errorType, null, null, null, null, null, null);
    }
  }

  @Operation("ListDeadLetters")
  @GetMapping
  DeadLetters.Page list(
      Query query,
      @RequestParam(name = "path", required = false) @Nullable String path,
      @RequestParam(name = "value", required = false) @Nullable String value,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      HttpServletRequest request) {
    int limit = RequestFields.limit(query.limit(), 50, PAGE_LIMIT);
    Contained contained = new Contained(path, value);
    contained.requireAllowed(request);
    return search.list(query.selection(), contained, cursor, limit);
  }

  @Operation("CountDeadLetters")
  @GetMapping("/count")
  DeadLetters.Total count(Counted query) {
    return letters.count(query.selection());
  }

  @Operation("ListDeadLetterGroups")
  @GetMapping("/groups")
  DeadLetters.Groups groups(
      Grouped query,
      @RequestParam(name = "by", required = false) @Nullable String by,
      @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
    return letters.groups(
        query.selection(), groupBy(by), RequestFields.limit(limit, 50, GROUP_LIMIT));
  }

  private static GroupBy groupBy(@Nullable String by) {
    return switch (by) {
      case "function" -> GroupBy.FUNCTION;
      case "trigger" -> GroupBy.TRIGGER;
      case "reason" -> GroupBy.REASON;
      case "errorType" -> GroupBy.ERROR_TYPE;
      case null, default ->
          throw ApiProblem.invalid("by", "must be one of function, trigger, reason, errorType");
    };
  }

  @Operation("GetDeadLetter")
  @GetMapping("/{id}")
  DeadLetterView get(@PathVariable String id) {
    return letters.find(id);
  }

  record Reason(@Nullable String reason) {}

  /// With the values that rules mask.
  @Operation("RevealDeadLetter")
  @PostMapping(path = "/{id}/reveal", consumes = "application/json")
  Reveals.Revealed reveal(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    String reason = StrictJson.read(body, Reason.class).reason;
    NamedResources.requireFunction(request, letters.find(id).function());
    return reveals.reveal(id, reason, actor);
  }

  /// The audit of a dead letter, also of one that was redriven or discarded.
  @Operation("GetDeadLetterAudit")
  @GetMapping("/{id}/audit")
  Audit.Page audit(
      @PathVariable String id,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
    Audit.Page page = audit.page(Audit.Query.of(AuditEntry.Target.deadLetter(id), cursor, limit));
    if (page.audit().isEmpty()) {
      letters.find(id);
    }
    return page;
  }

  @Operation("RedriveDeadLetter")
  @PostMapping("/{id}/redrive")
  @ResponseStatus(HttpStatus.ACCEPTED)
  DeadLetters.Redriven redrive(@PathVariable String id, Actor actor) {
    return letters.redrive(id, actor);
  }

  @Operation("RedriveDeadLetters")
  @PostMapping(path = "/redrive", consumes = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  DeadLetters.Batch redriveAll(@RequestBody(required = false) byte @Nullable [] body, Actor actor) {
    Query query = StrictJson.read(body, Query.class);
    int limit = RequestFields.limit(query.limit(), 100, REDRIVE_LIMIT);
    return letters.redriveAll(query.selection(), limit, actor);
  }

  @Operation("DiscardDeadLetter")
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void discard(
      @PathVariable String id,
      @RequestParam(name = "reason", required = false) @Nullable String reason,
      Actor actor) {
    letters.discard(id, actor, RequestFields.reason(reason));
  }
}
