package dev.tripline.dispatcher.masking.rule;

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

/// `/v1/masking-rules`.
@RestController
@RequestMapping("/v1/masking-rules")
class MaskingController {
  private final MaskingRules rules;

  MaskingController(MaskingRules rules) {
    this.rules = rules;
  }

  record RuleList(List<MaskingRules.View> maskingRules) {}

  @Operation("ListMaskingRules")
  @GetMapping
  RuleList list() {
    return new RuleList(rules.list());
  }

  @Operation("GetMaskingRule")
  @GetMapping("/{name}")
  MaskingRules.View get(@PathVariable String name) {
    return rules.find(name);
  }

  @Operation("PutMaskingRule")
  @PutMapping(path = "/{name}", consumes = "application/json")
  ResponseEntity<MaskingRules.View> put(
      @PathVariable String name,
      @RequestBody(required = false) byte @Nullable [] body,
      Actor actor) {
    MaskingRules.Put put = rules.put(name, StrictJson.read(body, MaskingForm.class), actor);
    return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .body(put.rule());
  }

  @Operation("DeleteMaskingRule")
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String name, Actor actor) {
    rules.delete(name, actor);
  }
}
