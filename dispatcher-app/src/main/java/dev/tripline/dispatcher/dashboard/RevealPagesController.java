package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.Reveals;
import dev.tripline.dispatcher.function.NamedResources;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The page of a letter in the clear, for once.
@Controller
class RevealPagesController {
  private final DeadLetters letters;
  private final Reveals reveals;

  RevealPagesController(DeadLetters letters, Reveals reveals) {
    this.letters = letters;
    this.reveals = reveals;
  }

  @Operation("RevealDeadLetter")
  @PostMapping("/dead-letters/{id}/reveal")
  String reveal(
      @PathVariable String id,
      @RequestParam(name = "reason", required = false) @Nullable String reason,
      Actor actor,
      HttpServletRequest request,
      Model model) {
    NamedResources.requireFunction(request, letters.find(id).function());
    return DeadLetterPagesController.show(reveals.reveal(id, reason, actor).letter(), model);
  }
}
