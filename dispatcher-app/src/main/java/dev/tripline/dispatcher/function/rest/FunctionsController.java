package dev.tripline.dispatcher.function.rest;

import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.function.NamedResources;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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

/// `/v1/functions`: endpoints, and our own retry rules and destinations for functions of every kind.
@RestController
@RequestMapping("/v1/functions")
class FunctionsController {
  private final FunctionRegistrations registrations;

  FunctionsController(FunctionRegistrations registrations) {
    this.registrations = registrations;
  }

  record FunctionList(List<FunctionView> functions) implements Confidential {

    @Override
    public FunctionList withoutContent() {
      return new FunctionList(functions.stream().map(FunctionView::withoutContent).toList());
    }
  }

  @Operation("CreateEndpoint")
  @PostMapping(consumes = "application/json")
  @ResponseStatus(HttpStatus.CREATED)
  FunctionView create(
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    ObjectNode wanted = StrictJson.object(body);
    NamedResources.require(request, wanted);
    return registrations.create(wanted, actor);
  }

  @Operation("ListFunctions")
  @GetMapping
  FunctionList list() {
    return new FunctionList(registrations.list());
  }

  @Operation("GetFunction")
  @GetMapping("/{name}")
  FunctionView get(@PathVariable String name) {
    return registrations.get(name);
  }

  @Operation("UpdateFunction")
  @PatchMapping(
      path = "/{name}",
      consumes = {"application/json", "application/merge-patch+json"})
  FunctionView change(
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    ObjectNode patch = StrictJson.object(body);
    NamedResources.require(request, patch);
    if (patch.has("url")) {
      // Its headers will be sent to another server.
      NamedResources.require(request, StrictJson.toTree(registrations.get(name)));
    }
    return registrations.change(name, patch, actor);
  }

  /// Removes an endpoint, or takes back what was set here for a package function.
  @Operation("DeleteFunction")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name, Actor actor) {
    registrations.delete(name, actor);
  }
}
