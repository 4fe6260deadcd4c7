package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.trigger.operation.ParkedKeyOperations;
import dev.tripline.spi.audit.Actor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/triggers/{id}/parked-keys`: look at them, redrive them, discard what is first behind them.
/// `{key}` is the key, or the `id` that the list gives it, for keys that fit in no path.
@RestController
@RequestMapping("/v1/triggers/{id}/parked-keys")
class ParkedKeysController {
  private final ParkedKeyOperations keys;

  ParkedKeysController(ParkedKeyOperations keys) {
    this.keys = keys;
  }

  record Discard(@Nullable String reason, @Nullable Boolean unreadable) {}

  /// The parked keys, those that wait longest first.
  @Operation("ListParkedKeys")
  @GetMapping
  ParkedKeyOperations.Page list(
      @PathVariable String id,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
    return keys.list(id, cursor, RequestFields.limit(limit, 100, 1_000));
  }

  @Operation("RedriveParkedKey")
  @PostMapping("/{key}/redrive")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ParkedKeyOperations.Redrive redrive(
      @PathVariable String id, @PathVariable String key, Actor actor) {
    return keys.redrive(id, key, actor);
  }

  @Operation("DiscardParkedHead")
  @PostMapping(path = "/{key}/discard-head", consumes = "application/json")
  ParkedKeyOperations.Discarded discardHead(
      @PathVariable String id,
      @PathVariable String key,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor) {
    Discard discard = StrictJson.read(body, Discard.class);
    return keys.discardHead(
        id,
        key,
        actor,
        RequestFields.reason(discard.reason()),
        Boolean.TRUE.equals(discard.unreadable()));
  }
}
