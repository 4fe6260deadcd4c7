package dev.tripline.dispatcher.deadletter.retention;

import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
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

/// `/v1/functions/{name}/dead-letter-retention`.
@RestController
@RequestMapping("/v1/functions/{name}/dead-letter-retention")
class RetentionController {
  private final FunctionRetentions retentions;

  RetentionController(FunctionRetentions retentions) {
    this.retentions = retentions;
  }

  record Form(@Nullable Integer deadLetterRetentionSeconds) {}

  @Operation("GetDeadLetterRetention")
  @GetMapping
  FunctionRetentions.View get(@PathVariable String name) {
    return retentions.find(name);
  }

  @Operation("PutDeadLetterRetention")
  @PutMapping(consumes = "application/json")
  FunctionRetentions.View put(
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor) {
    Integer seconds = StrictJson.read(body, Form.class).deadLetterRetentionSeconds;
    return retentions.put(name, seconds, actor);
  }

  @Operation("DeleteDeadLetterRetention")
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name, Actor actor) {
    retentions.delete(name, actor);
  }
}
