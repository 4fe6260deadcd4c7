package dev.tripline.dispatcher.resource;

import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/resources")
class ResourcesController {
  private final Resources resources;

  ResourcesController(Resources resources) {
    this.resources = resources;
  }

  record ResourceList(List<Resources.View> resources) {}

  /// @param budget 0 if it is missing, which is refused
  record ResourceForm(int budget) {}

  @Operation("ListResources")
  @GetMapping
  ResourceList list() {
    return new ResourceList(resources.list());
  }

  @Operation("GetResource")
  @GetMapping("/{name}")
  Resources.View get(@PathVariable String name) {
    return resources.find(name);
  }

  @Operation("PutResource")
  @PutMapping(path = "/{name}", consumes = "application/json")
  ResponseEntity<Resources.View> put(
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor) {
    ResourceForm form = StrictJson.read(body, ResourceForm.class);
    Resources.Put put = resources.put(name, form.budget(), actor);
    return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(put.resource());
  }

  @Operation("DeleteResource")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name, Actor actor) {
    resources.delete(name, actor);
  }
}
