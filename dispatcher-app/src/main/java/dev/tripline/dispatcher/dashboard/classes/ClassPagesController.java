package dev.tripline.dispatcher.dashboard.classes;

import dev.tripline.dispatcher.dashboard.Shown;
import dev.tripline.dispatcher.deadletter.errorclass.ErrorClassView;
import dev.tripline.dispatcher.deadletter.errorclass.ErrorClasses;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
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
import tools.jackson.databind.node.ObjectNode;

/// `/classes`: which errors there are, whether they grow, and what operators do about them.
@Controller
class ClassPagesController {
  private static final int PAGE = 50;
  private static final int LONGEST_SNOOZE = 24 * 90;

  private final ErrorClasses classes;
  private final InstantSource clock;

  ClassPagesController(ErrorClasses classes, InstantSource clock) {
    this.classes = classes;
    this.clock = clock;
  }

  /// A class and its picture.
  record Row(ErrorClassView shown, Trend trend) {
    static Row of(ErrorClassView shown) {
      return new Row(shown, Trend.of(shown.trend()));
    }
  }

  @Operation("ListDeadLetterClasses")
  @GetMapping("/classes")
  String list(
      @RequestParam(name = "function", required = false) @Nullable String function,
      @RequestParam(name = "state", required = false) @Nullable String state,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      HttpServletRequest request,
      Model model) {
    String wantedFunction = RequestFields.given(function);
    String wantedState = RequestFields.given(state);
    ErrorClasses.Page shown =
        Shown.to(
            request,
            classes.list(wantedFunction, wantedState, cursor, PAGE),
            ErrorClasses.Page.class);
    model.addAttribute("function", wantedFunction);
    model.addAttribute("state", wantedState);
    model.addAttribute("states", List.of("open", "acknowledged", "snoozed", "resolved"));
    model.addAttribute("rows", shown.classes().stream().map(Row::of).toList());
    model.addAttribute("page", shown);
    return "dashboard/classes";
  }

  @Operation("GetDeadLetterClass")
  @GetMapping("/classes/{id}")
  String show(@PathVariable String id, HttpServletRequest request, Model model) {
    ErrorClassView shown = Shown.to(request, classes.find(id), ErrorClassView.class);
    model.addAttribute("row", Row.of(shown));
    return "dashboard/class";
  }

  /// The fields of the forms; a form sends those that it is about. An empty text takes one away.
  ///
  /// @param state `open` or `acknowledged`
  /// @param snoozeHours from now on
  record Wanted(
      @Nullable String state,
      @Nullable Integer snoozeHours,
      @Nullable String assignee,
      @Nullable String note) {

    ObjectNode patch(InstantSource clock) {
      ObjectNode patch = StrictJson.toTree(Map.of());
      if (state != null) {
        patch.put("state", state);
      }
      if (snoozeHours != null) {
        if (snoozeHours < 1 || snoozeHours > LONGEST_SNOOZE) {
          throw ApiProblem.invalid("snoozeHours", "1 to " + LONGEST_SNOOZE + " is expected");
        }
        patch.put("snoozedUntil", clock.instant().plus(Duration.ofHours(snoozeHours)).toString());
      }
      text(patch, "assignee", assignee);
      text(patch, "note", note);
      return patch;
    }

    private static void text(ObjectNode patch, String name, @Nullable String text) {
      if (text != null) {
        patch.put(name, RequestFields.given(text));
      }
    }
  }

  @Operation("UpdateDeadLetterClass")
  @PostMapping("/classes/{id}")
  String change(@PathVariable String id, Wanted wanted, Actor actor, RedirectAttributes next) {
    classes.change(id, wanted.patch(clock), actor);
    next.addAllAttributes(Map.of("changed", "yes"));
    return "redirect:/classes/" + id;
  }
}
