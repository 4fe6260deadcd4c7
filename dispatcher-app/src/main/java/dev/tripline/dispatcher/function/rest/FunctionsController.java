package dev.tripline.dispatcher.function.rest;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.StrictJson;
import java.util.List;
import java.util.Map;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/functions`: endpoints, and our own retry rules and destinations for functions of every kind.
@RestController
@RequestMapping("/v1/functions")
class FunctionsController {
  private final FunctionRegistrations registrations;

  FunctionsController(FunctionRegistrations registrations) {
    this.registrations = registrations;
  }

  @PostMapping(consumes = "application/json")
  @ResponseStatus(HttpStatus.CREATED)
  JsonNode create(@RequestBody byte[] body) {
    ObjectNode request = StrictJson.object(body);
    requireText(request, "name");
    requireText(request, "url");
    return registrations.create(StrictJson.convert(request, FunctionDocument.class));
  }

  @GetMapping
  Map<String, List<JsonNode>> list() {
    return Map.of("functions", registrations.list());
  }

  @GetMapping("/{name}")
  JsonNode get(@PathVariable String name) {
    return registrations.get(name);
  }

  /// A JSON merge patch (RFC 7396) of what GET shows.
  @PatchMapping(
      path = "/{name}",
      consumes = {"application/json", "application/merge-patch+json"})
  JsonNode change(@PathVariable String name, @RequestBody byte[] body) {
    return registrations.change(name, StrictJson.object(body));
  }

  /// Removes an endpoint, or takes back what was set here for a package function.
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name) {
    registrations.delete(name);
  }

  private static void requireText(ObjectNode request, String member) {
    if (!request.path(member).isString()) {
      throw ApiProblem.invalid(member + ": a string is expected");
    }
  }
}
