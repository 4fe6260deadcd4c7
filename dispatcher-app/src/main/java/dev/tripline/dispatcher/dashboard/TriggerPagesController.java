package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.operation.TriggerView;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/// `/triggers`: their state on all nodes, and a way to hold them.
@Controller
class TriggerPagesController {

  private final TriggerOperations triggers;

  TriggerPagesController(TriggerOperations triggers) {
    this.triggers = triggers;
  }

  @Operation("ListTriggers")
  @GetMapping("/triggers")
  String list(HttpServletRequest request, Model model) {
    model.addAttribute("triggers", Shown.to(request, triggers.list(), TriggerView.class));
    return "dashboard/triggers";
  }

  @Operation("GetTrigger")
  @GetMapping("/triggers/{id}")
  String show(@PathVariable String id, HttpServletRequest request, Model model) {
    TriggerView trigger = Shown.to(request, triggers.find(id), TriggerView.class);
    model.addAttribute("trigger", trigger);
    model.addAttribute("source", Shown.pretty(trigger.source()));
    return "dashboard/trigger";
  }

  @Operation("PauseTrigger")
  @PostMapping("/triggers/{id}/pause")
  String pause(@PathVariable String id, Actor actor) throws InterruptedException {
    return "redirect:/triggers/" + triggers.pause(id, actor).id();
  }

  @Operation("ResumeTrigger")
  @PostMapping("/triggers/{id}/resume")
  String resume(@PathVariable String id, Actor actor) throws InterruptedException {
    return "redirect:/triggers/" + triggers.resume(id, actor).id();
  }
}
