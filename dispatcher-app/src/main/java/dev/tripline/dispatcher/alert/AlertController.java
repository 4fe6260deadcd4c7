package dev.tripline.dispatcher.alert;

import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
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
import tools.jackson.databind.node.ObjectNode;

/// `/v1/alerts`
@RestController
@RequestMapping("/v1/alerts")
class AlertController {
  private final Alerts alerts;
  private final AlertReach reach;

  AlertController(Alerts alerts, AlertReach reach) {
    this.alerts = alerts;
    this.reach = reach;
  }

  @Operation("ListAlerts")
  @GetMapping
  Alerts.AlertList list() {
    return alerts.list();
  }

  @Operation("CreateAlert")
  @PostMapping(consumes = "application/json")
  ResponseEntity<AlertView> create(
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    ObjectNode form = StrictJson.object(body);
    reach.require(request, form);
    AlertView created = alerts.create(form, actor);
    return ResponseEntity.created(URI.create("/v1/alerts/" + created.alert().name())).body(created);
  }

  @Operation("GetAlert")
  @GetMapping("/{name}")
  AlertView get(@PathVariable String name) {
    return alerts.find(name);
  }

  @Operation("UpdateAlert")
  @PatchMapping(
      path = "/{name}",
      consumes = {"application/json", "application/merge-patch+json"})
  AlertView change(
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    ObjectNode patch = StrictJson.object(body);
    reach.require(request, patch);
    reach.require(request, alerts.find(name));
    return alerts.change(name, patch, actor);
  }

  @Operation("DeleteAlert")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name, Actor actor, HttpServletRequest request) {
    reach.require(request, alerts.find(name));
    alerts.delete(name, actor);
  }

  @Operation("TestAlert")
  @PostMapping("/{name}/test")
  Alerts.Test test(@PathVariable String name, Actor actor, HttpServletRequest request) {
    reach.require(request, alerts.find(name));
    return alerts.test(name, actor);
  }
}
