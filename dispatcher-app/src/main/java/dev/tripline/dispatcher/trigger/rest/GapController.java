package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.adapter.cdc.ChangeState.Resolution;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.trigger.operation.GapOperations;
import dev.tripline.spi.audit.Actor;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/triggers/{id}/gap`: goes on after changes of a database were lost.
@RestController
class GapController {
  private final GapOperations gaps;

  GapController(GapOperations gaps) {
    this.gaps = gaps;
  }

  record Choice(@Nullable Resolution resolution) {}

  @Operation("ResolveGap")
  @PostMapping(path = "/v1/triggers/{id}/gap", consumes = "application/json")
  GapOperations.Resolved resolve(
      @PathVariable String id, @RequestBody(required = false) byte @Nullable [] body, Actor actor) {
    Resolution resolution = StrictJson.read(body, Choice.class).resolution();
    if (resolution == null) {
      throw ApiProblem.invalid("resolution", "must be CONTINUE or SNAPSHOT");
    }
    return gaps.resolve(id, resolution, actor);
  }
}
