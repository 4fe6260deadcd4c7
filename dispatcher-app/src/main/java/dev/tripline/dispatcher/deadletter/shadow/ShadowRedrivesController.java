package dev.tripline.dispatcher.deadletter.shadow;

import dev.tripline.dispatcher.deadletter.redrive.RedriveReach;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/shadow-redrives`: plan, begin, watch and cancel shadow redrives.
@RestController
class ShadowRedrivesController {
  private static final int PAGE_LIMIT = 100;

  private final ShadowRedrives shadows;
  private final RedriveReach reach;

  ShadowRedrivesController(ShadowRedrives shadows, RedriveReach reach) {
    this.shadows = shadows;
    this.reach = reach;
  }

  /// @param reason for the audit
  record Reason(@Nullable String reason) {}

  @Operation("CreateShadowRedrive")
  @PostMapping(path = "/v1/shadow-redrives", consumes = "application/json")
  ResponseEntity<Object> create(
      @RequestParam(name = "dryRun", defaultValue = "false") boolean dryRun,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    ShadowForm form = StrictJson.read(body, ShadowForm.class);
    reach.require(request, form.redrive());
    if (dryRun) {
      return ResponseEntity.ok(shadows.plan(form));
    }
    ShadowView created = shadows.create(form, actor);
    return ResponseEntity.created(URI.create("/v1/shadow-redrives/" + created.id())).body(created);
  }

  @Operation("ListShadowRedrives")
  @GetMapping("/v1/shadow-redrives")
  ShadowRedrives.Page list(
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
    return shadows.list(cursor, RequestFields.limit(limit, 50, PAGE_LIMIT));
  }

  @Operation("GetShadowRedrive")
  @GetMapping("/v1/shadow-redrives/{id}")
  ShadowView get(@PathVariable String id) {
    return shadows.find(id);
  }

  @Operation("ListShadowOutcomes")
  @GetMapping("/v1/shadow-redrives/{id}/outcomes")
  ShadowRedrives.OutcomePage outcomes(
      @PathVariable String id,
      @RequestParam(name = "result", required = false) @Nullable String result,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
    return shadows.outcomes(id, result, cursor, RequestFields.limit(limit, 50, PAGE_LIMIT));
  }

  @Operation("CancelShadowRedrive")
  @PostMapping(path = "/v1/shadow-redrives/{id}/cancel", consumes = "application/json")
  ShadowView cancel(
      @PathVariable String id, @RequestBody(required = false) byte @Nullable [] body, Actor actor) {
    return shadows.cancel(id, actor, StrictJson.read(body, Reason.class).reason);
  }
}
