package dev.tripline.dispatcher.explain;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.delivery.invocation.Invocations;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/events/{id}/explain`: what happened to an event and why.
@RestController
class ExplanationController {
  private final Explanations explanations;

  ExplanationController(Explanations explanations) {
    this.explanations = explanations;
  }

  /// @param requestId as `/v1/invocations/{requestId}` takes it
  @Operation("ExplainEvent")
  @GetMapping("/v1/events/{id}/explain")
  Explanation explain(@PathVariable("id") String requestId, HttpServletRequest request) {
    Explanation found = explanations.of(requestId);
    if (!Invocations.mayFollow(Caller.of(request), found.function(), requestId)) {
      throw ApiProblem.forbidden(
          "ExplainEvent of %s is not allowed: your access is limited to others"
              .formatted(requestId));
    }
    return found;
  }
}
