package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.dashboard.classes.DeadLetterTiles;
import dev.tripline.dispatcher.deadletter.DeadLetterView;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// `/dead-letters`: what is dead and why, one by one, and the way back.
@Controller
class DeadLetterPagesController {
  private static final int PAGE = 50;
  private static final int GROUPS = 8;

  private final DeadLetters letters;
  private final DeadLetterTiles tiles;

  DeadLetterPagesController(DeadLetters letters, DeadLetterTiles tiles) {
    this.letters = letters;
    this.tiles = tiles;
  }

  /// By what a list is narrowed; a missing or empty member matches all.
  record Narrowed(
      @Nullable String function,
      @Nullable String trigger,
      @Nullable String reason,
      @Nullable String errorType,
      @Nullable String requestId,
      @Nullable String classId) {

    Narrowed {
      function = RequestFields.given(function);
      trigger = RequestFields.given(trigger);
      reason = RequestFields.given(reason);
      errorType = RequestFields.given(errorType);
      requestId = RequestFields.given(requestId);
      classId = RequestFields.given(classId);
    }

    /// Whether nothing is left out.
    public boolean everything() {
      return selection().equals(Selection.ALL);
    }

    Selection selection() {
      return new Selection(function, trigger, reason, errorType, null, null, requestId, classId);
    }
  }

  @Operation("ListDeadLetters")
  @GetMapping("/dead-letters")
  String list(
      Narrowed narrowed,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "redriven", required = false) @Nullable String redriven,
      HttpServletRequest request,
      Model model) {
    Selection selection = narrowed.selection();
    model.addAttribute("narrowed", narrowed);
    model.addAttribute("redriven", redriven);
    model.addAttribute("total", letters.count(selection));
    model.addAttribute(
        "page", Shown.to(request, letters.list(selection, cursor, PAGE), DeadLetters.Page.class));
    if (selection.equals(Selection.ALL) && cursor == null) {
      model.addAttribute("tiles", tiles.now());
    }
    if (narrowed.requestId() == null && narrowed.classId() == null) {
      model.addAttribute("byError", groups(selection, GroupBy.ERROR_TYPE));
      model.addAttribute("byReason", groups(selection, GroupBy.REASON));
    }
    return "dashboard/dead-letters";
  }

  private List<DeadLetters.Group> groups(Selection selection, GroupBy by) {
    return letters.groups(selection, by, GROUPS).groups();
  }

  @Operation("GetDeadLetter")
  @GetMapping("/dead-letters/{id}")
  String show(@PathVariable String id, HttpServletRequest request, Model model) {
    DeadLetterView letter = Shown.to(request, letters.find(id), DeadLetterView.class);
    model.addAttribute("letter", letter);
    model.addAttribute(
        "payload",
        letter.payload() == null ? letter.payloadBase64() : Shown.pretty(letter.payload()));
    model.addAttribute(
        "response",
        letter.lastResponse() == null
            ? letter.lastResponseBase64()
            : Shown.pretty(letter.lastResponse()));
    return "dashboard/dead-letter";
  }

  @Operation("RedriveDeadLetter")
  @PostMapping("/dead-letters/{id}/redrive")
  String redrive(@PathVariable String id, Actor actor, RedirectAttributes next) {
    next.addAllAttributes(Map.of("redriven", letters.redrive(id, actor).requestId()));
    return "redirect:/dead-letters";
  }

  @Operation("DiscardDeadLetter")
  @PostMapping("/dead-letters/{id}/discard")
  String discard(
      @PathVariable String id,
      @RequestParam(name = "reason", required = false) @Nullable String reason,
      Actor actor,
      RedirectAttributes next) {
    letters.discard(id, actor, RequestFields.reason(reason));
    next.addAllAttributes(Map.of("discarded", id));
    return "redirect:/dead-letters";
  }
}
