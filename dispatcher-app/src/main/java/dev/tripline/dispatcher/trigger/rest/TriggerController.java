package dev.tripline.dispatcher.trigger.rest;

import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.trigger.form.InvalidTriggerException;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Registers triggers and shows how they do. `{id}` is the id or the name.
@RestController
@RequestMapping(path = "/v1/triggers", produces = MediaType.APPLICATION_JSON_VALUE)
public class TriggerController {
  private final TriggerService triggers;
  private final TriggerJson json;

  public TriggerController(TriggerService triggers, TriggerJson json) {
    this.triggers = triggers;
    this.json = json;
  }

  @GetMapping
  String list() {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    var array = list.putArray("triggers");
    triggers.all().forEach(live -> array.add(json.of(live)));
    return list.toString();
  }

  @PostMapping
  ResponseEntity<String> create(@RequestBody byte[] body) throws InterruptedException {
    LocalTrigger created = triggers.create(StrictJson.object(body));
    return ResponseEntity.created(URI.create("/v1/triggers/" + created.trigger().id()))
        .body(json.of(created).toString());
  }

  @GetMapping("/{id}")
  ResponseEntity<?> get(@PathVariable String id) {
    return answer(id, triggers.find(id));
  }

  @PatchMapping("/{id}")
  ResponseEntity<?> patch(@PathVariable String id, @RequestBody byte[] body)
      throws InterruptedException {
    return answer(id, triggers.patch(id, StrictJson.object(body)));
  }

  @DeleteMapping("/{id}")
  ResponseEntity<?> delete(@PathVariable String id) throws InterruptedException {
    return triggers.delete(id) ? ResponseEntity.noContent().build() : missing(id);
  }

  @PostMapping("/{id}/pause")
  ResponseEntity<?> pause(@PathVariable String id) throws InterruptedException {
    return answer(id, triggers.pause(id, true));
  }

  @PostMapping("/{id}/resume")
  ResponseEntity<?> resume(@PathVariable String id) throws InterruptedException {
    return answer(id, triggers.pause(id, false));
  }

  private ResponseEntity<?> answer(String id, Optional<LocalTrigger> live) {
    return live.isPresent() ? ResponseEntity.ok(json.of(live.get()).toString()) : missing(id);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> invalid(InvalidTriggerException e) {
    return problem(HttpStatus.BAD_REQUEST, "Invalid trigger", detail(e), e.errors());
  }

  private static String detail(InvalidTriggerException e) {
    StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
    e.errors()
        .forEach(
            error -> text.append("; ").append(error.field()).append(' ').append(error.message()));
    return text.toString();
  }

  public static ResponseEntity<ProblemDetail> missing(String id) {
    return problem(HttpStatus.NOT_FOUND, "Not found", "there is no trigger " + id, List.of());
  }

  public static ResponseEntity<ProblemDetail> problem(
      HttpStatus status, String title, String detail, List<FieldError> errors) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(title);
    if (!errors.isEmpty()) {
      problem.setProperty(
          "errors",
          errors.stream()
              .map(error -> Map.of("field", error.field(), "message", error.message()))
              .toList());
    }
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
