package dev.tripline.dispatcher.dashboard.event;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.dashboard.Shown;
import dev.tripline.dispatcher.delivery.invocation.Invocations;
import dev.tripline.dispatcher.explain.Explanation;
import dev.tripline.dispatcher.explain.Explanations;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// `/events/{id}`: what happened to an event and why.
@Controller
class EventPagesController {
  private final Explanations explanations;

  EventPagesController(Explanations explanations) {
    this.explanations = explanations;
  }

  @Operation("ExplainEvent")
  @GetMapping("/events/{id}")
  String show(@PathVariable("id") String requestId, HttpServletRequest request, Model model) {
    Explanation found = explanations.of(requestId);
    if (!Invocations.mayFollow(Caller.of(request), found.function(), requestId)) {
      throw ApiProblem.forbidden("your access is limited to other events");
    }
    model.addAttribute("event", Shown.to(request, found, Explanation.class));
    return "dashboard/event";
  }
}
