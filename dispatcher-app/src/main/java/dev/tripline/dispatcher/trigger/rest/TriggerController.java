package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.dispatcher.function.NamedResources;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.trigger.operation.TriggerDrafts;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.operation.TriggerView;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
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
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// Registers triggers and shows their status. `{id}` is the id or the name.
@RestController
@RequestMapping("/v1/triggers")
class TriggerController {
  private final TriggerOperations triggers;
  private final TriggerDrafts drafts;

  TriggerController(TriggerOperations triggers, TriggerDrafts drafts) {
    this.triggers = triggers;
    this.drafts = drafts;
  }

  record TriggerList(List<TriggerView> triggers) implements Maskable {

    @Override
    public TriggerList masked(Masking masking) {
      return new TriggerList(triggers.stream().map(one -> one.masked(masking)).toList());
    }

    @Override
    public TriggerList withoutContent() {
      return new TriggerList(triggers.stream().map(TriggerView::withoutContent).toList());
    }
  }

  @Operation("ListTriggers")
  @GetMapping
  TriggerList list() {
    return new TriggerList(triggers.list());
  }

  @Operation("CreateTrigger")
  @PostMapping(consumes = "application/json")
  ResponseEntity<Object> create(
      @RequestParam(name = "dryRun", defaultValue = "false") boolean dryRun,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request)
      throws InterruptedException {
    ObjectNode wanted = StrictJson.object(body);
    NamedResources.require(request, wanted);
    if (dryRun) {
      return ResponseEntity.ok(drafts.create(wanted));
    }
    TriggerView created = triggers.create(wanted, actor);
    return ResponseEntity.created(URI.create("/v1/triggers/" + created.id()))
        .body(drafts.registered(created));
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
  Object change(
      @PathVariable String id,
      @RequestParam(name = "dryRun", defaultValue = "false") boolean dryRun,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request)
      throws InterruptedException {
    ObjectNode patch = StrictJson.object(body);
    NamedResources.require(request, patch);
    if (patch.has("source")) {
      // Its secrets may be sent to another server.
      NamedResources.require(request, triggers.find(id).source());
    }
    return dryRun ? drafts.change(id, patch) : drafts.registered(triggers.change(id, patch, actor));
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
