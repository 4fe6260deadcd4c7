package dev.tripline.dispatcher.dashboard.trigger;

import dev.tripline.dispatcher.dashboard.Shown;
import dev.tripline.dispatcher.function.NamedResources;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.trigger.operation.TriggerDrafts;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// `/triggers/new`: a form that makes a trigger, and says first what is risky about it.
@Controller
class NewTriggerPagesController {
  private static final String CREATE = "CreateTrigger";
  private static final String PAGE = "dashboard/trigger-new";

  private final TriggerOperations triggers;
  private final TriggerDrafts drafts;

  NewTriggerPagesController(TriggerOperations triggers, TriggerDrafts drafts) {
    this.triggers = triggers;
    this.drafts = drafts;
  }

  @Operation(CREATE)
  @GetMapping("/triggers/new")
  String form(@RequestParam(name = "kind", required = false) @Nullable String kind, Model model) {
    return page(new NewTrigger(kind == null ? Map.of() : Map.of("kind", kind)), model);
  }

  /// Shows the same form again, with what is wrong with it or risky about it, unless it says `create` and
  /// nothing is wrong. Blocking: the source is asked.
  @Operation(CREATE)
  @PostMapping("/triggers/new")
  String submit(
      @RequestParam Map<String, String> given,
      Actor actor,
      HttpServletRequest request,
      HttpServletResponse response,
      Model model)
      throws InterruptedException {
    NewTrigger wanted = new NewTrigger(given);
    try {
      ObjectNode form = wanted.request();
      NamedResources.require(request, form);
      if (wanted.text("create") != null) {
        return "redirect:/triggers/" + triggers.create(form, actor).id();
      }
      TriggerDrafts.TriggerDraft draft = drafts.create(form);
      model.addAttribute("draft", draft);
      model.addAttribute("source", Shown.pretty(draft.source()));
    } catch (ApiProblem problem) {
      response.setStatus(problem.status());
      model.addAttribute("problem", problem);
    }
    return page(wanted, model);
  }

  private static String page(NewTrigger wanted, Model model) {
    model.addAttribute("wanted", wanted);
    model.addAttribute("kinds", SourceField.kinds().keySet());
    return PAGE;
  }
}
