package dev.tripline.dispatcher.dashboard.redrive;

import dev.tripline.dispatcher.deadletter.bulk.LetterPurge;
import dev.tripline.dispatcher.function.NamedResources;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Purges of what was ticked or searched for at `/dead-letters`.
@Controller
class PurgePagesController {
  private final LetterPurge purge;

  PurgePagesController(LetterPurge purge) {
    this.purge = purge;
  }

  @Operation("PurgeDeadLetters")
  @PostMapping("/dead-letters/purge")
  String purge(
      PlanFields fields,
      @RequestParam(name = "letters", required = false) @Nullable String letters,
      Actor actor,
      HttpServletRequest request,
      RedirectAttributes next) {
    if (fields.function() != null) {
      ObjectNode named = JsonMapper.shared().createObjectNode();
      NamedResources.require(request, named.put("function", fields.function()));
    }
    LetterPurge.Purged purged =
        purge.purge(
            new LetterPurge.Form(
                fields.chosen(), PlanFields.whole("letters", letters), fields.reason()),
            actor);
    next.addAllAttributes(Map.of("purged", purged.purged()));
    return "redirect:/dead-letters";
  }
}
