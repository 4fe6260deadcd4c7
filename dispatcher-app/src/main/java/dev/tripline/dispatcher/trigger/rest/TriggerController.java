package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.operation.TriggerView;
import dev.tripline.spi.audit.Actor;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Registers triggers and shows their status. `{id}` is the id or the name.
@RestController
@RequestMapping("/v1/triggers")
class TriggerController {
  private final TriggerOperations triggers;

  TriggerController(TriggerOperations triggers) {
    this.triggers = triggers;
  }

  record TriggerList(List<TriggerView> triggers) {}

  @Operation("ListTriggers")
  @GetMapping
  TriggerList list() {
    return new TriggerList(triggers.list());
  }

  @Operation("CreateTrigger")
  @PostMapping(consumes = "application/json")
  ResponseEntity<TriggerView> create(
      @RequestBody(required = false) byte @Nullable [] body, Actor actor)
      throws InterruptedException {
    TriggerView created = triggers.create(StrictJson.object(body), actor);
    return ResponseEntity.created(URI.create("/v1/triggers/" + created.id())).body(created);
  }

  @Operation("GetTrigger")
  @GetMapping("/{id}")
  TriggerView get(@PathVariable String id) {
    return triggers.find(id);
  }

  @Operation("UpdateTrigger")
  @PatchMapping(
      path = "/{id}",
      consumes = {"application/json", "application/merge-patch+json"})
  TriggerView change(
      @PathVariable String id, @RequestBody(required = false) byte @Nullable [] body, Actor actor)
      throws InterruptedException {
    return triggers.change(id, StrictJson.object(body), actor);
  }

  @Operation("DeleteTrigger")
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String id, Actor actor) throws InterruptedException {
    triggers.delete(id, actor);
  }

  @Operation("PauseTrigger")
  @PostMapping("/{id}/pause")
  TriggerView pause(@PathVariable String id, Actor actor) throws InterruptedException {
    return triggers.pause(id, actor);
  }

  @Operation("ResumeTrigger")
  @PostMapping("/{id}/resume")
  TriggerView resume(@PathVariable String id, Actor actor) throws InterruptedException {
    return triggers.resume(id, actor);
  }
}
