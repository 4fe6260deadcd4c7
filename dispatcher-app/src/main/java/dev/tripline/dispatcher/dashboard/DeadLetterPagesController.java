package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.dashboard.classes.DeadLetterTiles;
import dev.tripline.dispatcher.deadletter.DeadLetterView;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.LetterSearch;
import dev.tripline.dispatcher.deadletter.PayloadSearch;
import dev.tripline.dispatcher.deadletter.PayloadSearch.Contained;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.deadletter.redrive.Resends;
import dev.tripline.dispatcher.deadletter.view.SavedViews;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final PayloadSearch search;
  private final Resends resends;
  private final DeadLetterTiles tiles;
  private final SavedViews views;

  DeadLetterPagesController(
      DeadLetters letters,
      PayloadSearch search,
      Resends resends,
      DeadLetterTiles tiles,
      SavedViews views) {
    this.views = views;
    this.letters = letters;
    this.resends = resends;
    this.search = search;
    this.tiles = tiles;
  }

  @Operation("ListDeadLetters")
  @GetMapping("/dead-letters")
  String list(
      LetterSearch narrowed,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      @RequestParam(name = "redriven", required = false) @Nullable String redriven,
      Actor actor,
      HttpServletRequest request,
      Model model) {
    Selection selection = narrowed.selection(null, null);
    model.addAttribute("views", views.list(actor).views());
    model.addAttribute("narrowed", narrowed);
    model.addAttribute("redriven", redriven);
    Contained contained = narrowed.contained();
    contained.requireAllowed(request);
    model.addAttribute("total", letters.count(selection));
    model.addAttribute(
        "page",
        Shown.to(request, search.list(selection, contained, cursor, PAGE), DeadLetters.Page.class));
    if (narrowed.everything() && cursor == null) {
      model.addAttribute("tiles", tiles.now());
    }
    if (narrowed.hasGroups()) {
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
    return show(Shown.to(request, letters.find(id), DeadLetterView.class), model);
  }

  /// The page of a letter as it is shown.
  static String show(DeadLetterView letter, Model model) {
    model.addAttribute("letter", letter);
    model.addAttribute("payload", payload(letter));
    model.addAttribute(
        "response",
        letter.lastResponse() == null
            ? letter.lastResponseBase64()
            : Shown.pretty(letter.lastResponse()));
    return "dashboard/dead-letter";
  }

  private static @Nullable String payload(DeadLetterView letter) {
    if (letter.unreadable() != null) {
      return "The payload " + letter.unreadable() + ".";
    }
    return letter.payload() == null ? letter.payloadBase64() : Shown.pretty(letter.payload());
  }

  /// The page with an edited payload, which is kept in its form, and what differs in it.
  @Operation("CompareDeadLetter")
  @PostMapping("/dead-letters/{id}/diff")
  String difference(
      @PathVariable String id,
      @RequestParam(name = "payload", required = false) @Nullable String payload,
      HttpServletRequest request,
      Model model) {
    if (!Caller.seesContent(request)) {
      throw ApiProblem.forbidden("payloads are shown only to those who may see them");
    }
    String edited = Objects.requireNonNullElse(payload, "");
    model.addAttribute("edited", edited);
    model.addAttribute(
        "difference", resends.difference(id, edited.getBytes(StandardCharsets.UTF_8)).diff());
    return show(id, request, model);
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
