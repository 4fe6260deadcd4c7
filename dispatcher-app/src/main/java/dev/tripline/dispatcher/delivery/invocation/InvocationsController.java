package dev.tripline.dispatcher.delivery.invocation;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/invocations/{requestId}`: what became of an event.
@RestController
class InvocationsController {
  private final Invocations invocations;

  InvocationsController(Invocations invocations) {
    this.invocations = invocations;
  }

  @Operation("GetInvocation")
  @GetMapping("/v1/invocations/{requestId}")
  InvocationView find(@PathVariable String requestId, HttpServletRequest request) {
    InvocationView found = invocations.find(requestId);
    if (!Invocations.mayFollow(Caller.of(request), found.function(), requestId)) {
      throw ApiProblem.forbidden(
          "GetInvocation of %s is not allowed: your access is limited to others"
              .formatted(requestId));
    }
    return found;
  }
}
