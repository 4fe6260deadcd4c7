package dev.tripline.dispatcher.deadletter.view;

import dev.tripline.dispatcher.deadletter.LetterSearch;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/dead-letter-views`: the caller's own.
@RestController
@RequestMapping("/v1/dead-letter-views")
class SavedViewsController {
  private final SavedViews views;

  SavedViewsController(SavedViews views) {
    this.views = views;
  }

  @Operation("ListDeadLetterViews")
  @GetMapping
  SavedViews.Views list(Actor actor) {
    return views.list(actor);
  }

  @Operation("PutDeadLetterView")
  @PutMapping(path = "/{name}", consumes = "application/json")
  SavedView put(
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor,
      HttpServletRequest request) {
    LetterSearch search = StrictJson.read(body, LetterSearch.class);
    search.contained().requireAllowed(request);
    return views.put(actor, name, search);
  }

  @Operation("DeleteDeadLetterView")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name, Actor actor) {
    views.delete(actor, name);
  }
}
