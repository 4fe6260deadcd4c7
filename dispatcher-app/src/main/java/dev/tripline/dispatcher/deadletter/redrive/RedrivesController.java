package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/redrives`: plan, begin, watch and steer redrive runs; `/v1/dead-letters/{id}/resend`.
@RestController
class RedrivesController {
  private static final int PAGE_LIMIT = 100;

  private final Redrives redrives;
  private final Resends resends;
  private final RedriveReach reach;

  RedrivesController(Redrives redrives, Resends resends, RedriveReach reach) {
    this.redrives = redrives;
    this.resends = resends;
    this.reach = reach;
  }

  /// @param reason for the audit
  record Reason(@Nullable String reason) {}

  @Operation("PlanRedrive")
  @PostMapping(path = "/v1/redrives/plan", consumes = "application/json")
  RedrivePlan plan(
      @RequestBody(required = false) byte @Nullable [] body, HttpServletRequest request) {
    return redrives.plan(form(body, request));
  }

  @Operation("CreateRedrive")
  @PostMapping(path = "/v1/redrives", consumes = "application/json")
  ResponseEntity<Object> create(
      @RequestParam(name = "dryRun", defaultValue = "false") boolean dryRun,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    RedriveForm form = form(body, request);
    if (dryRun) {
      return ResponseEntity.ok(redrives.plan(form));
    }
    RedriveView created = redrives.create(form, actor);
    return ResponseEntity.created(URI.create("/v1/redrives/" + created.id())).body(created);
  }

  private RedriveForm form(byte @Nullable [] body, HttpServletRequest request) {
    RedriveForm form = StrictJson.readExact(body, RedriveForm.class);
    reach.require(request, form);
    return form;
  }

  @Operation("ListRedrives")
  @GetMapping("/v1/redrives")
  Redrives.Page list(
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
    return redrives.list(cursor, RequestFields.limit(limit, 50, PAGE_LIMIT));
  }

  @Operation("GetRedrive")
  @GetMapping("/v1/redrives/{id}")
  RedriveView get(@PathVariable String id) {
    return redrives.find(id);
  }

  @Operation("ListRedriveLetters")
  @GetMapping("/v1/redrives/{id}/letters")
  Redrives.LetterPage letters(
      @PathVariable String id,
      @RequestParam(name = "outcome", required = false) @Nullable String outcome,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
    return redrives.letters(id, outcome, cursor, RequestFields.limit(limit, 50, PAGE_LIMIT));
  }

  @Operation("ListUntransformedLetters")
  @GetMapping("/v1/redrives/{id}/untransformed")
  Redrives.UntransformedPage untransformed(
      @PathVariable String id,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
    return redrives.untransformed(id, cursor, RequestFields.limit(limit, 50, PAGE_LIMIT));
  }

  @Operation("PauseRedrive")
  @PostMapping(path = "/v1/redrives/{id}/pause", consumes = "application/json")
  RedriveView pause(
      @PathVariable String id, @RequestBody(required = false) byte @Nullable [] body, Actor actor) {
    return redrives.pause(id, actor, reason(body));
  }

  @Operation("ResumeRedrive")
  @PostMapping(path = "/v1/redrives/{id}/resume", consumes = "application/json")
  RedriveView resume(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    reach.requireRun(request, id);
    return redrives.resume(id, actor, reason(body));
  }

  @Operation("ContinueRedrive")
  @PostMapping(path = "/v1/redrives/{id}/continue", consumes = "application/json")
  RedriveView proceed(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    reach.requireRun(request, id);
    return redrives.proceed(id, actor, reason(body));
  }

  @Operation("CancelRedrive")
  @PostMapping(path = "/v1/redrives/{id}/cancel", consumes = "application/json")
  RedriveView cancel(
      @PathVariable String id, @RequestBody(required = false) byte @Nullable [] body, Actor actor) {
    return redrives.cancel(id, actor, reason(body));
  }

  private static @Nullable String reason(byte @Nullable [] body) {
    return StrictJson.read(body, Reason.class).reason;
  }

  @Operation("ResendDeadLetter")
  @PostMapping(path = "/v1/dead-letters/{id}/resend", consumes = "application/json")
  @ResponseStatus(HttpStatus.ACCEPTED)
  DeadLetters.Redriven resend(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    Resends.Form form = StrictJson.readExact(body, Resends.Form.class);
    reach.requireResend(request, id, form.target());
    return resends.resend(id, form, actor);
  }

  @Operation("CompareDeadLetter")
  @PostMapping(path = "/v1/dead-letters/{id}/diff", consumes = "application/json")
  Resends.Difference difference(
      @PathVariable String id,
      @RequestBody(required = false) byte @Nullable [] body,
      HttpServletRequest request) {
    RedriveReach.requireContent(request);
    return resends.difference(id, StrictJson.readExact(body, Resends.Form.class));
  }
}
