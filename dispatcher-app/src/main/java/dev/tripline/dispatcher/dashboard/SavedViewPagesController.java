package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.deadletter.LetterSearch;
import dev.tripline.dispatcher.deadletter.view.SavedView;
import dev.tripline.dispatcher.deadletter.view.SavedViews;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// Searches of dead letters that the visitor keeps.
@Controller
class SavedViewPagesController {
  private final SavedViews views;

  SavedViewPagesController(SavedViews views) {
    this.views = views;
  }

  @Operation("PutDeadLetterView")
  @PostMapping("/dead-letter-views")
  String put(
      LetterSearch search,
      @RequestParam(name = "name", required = false) @Nullable String name,
      Actor actor,
      HttpServletRequest request,
      RedirectAttributes next) {
    search.contained().requireAllowed(request);
    SavedView view = views.put(actor, name, search);
    next.addAllAttributes(view.search().members());
    return "redirect:/dead-letters";
  }

  @Operation("DeleteDeadLetterView")
  @PostMapping("/dead-letter-views/delete")
  String delete(@RequestParam(name = "name", required = false) @Nullable String name, Actor actor) {
    views.delete(actor, Objects.requireNonNullElse(name, ""));
    return "redirect:/dead-letters";
  }
}
