package dev.tripline.dispatcher.dashboard.redrive;

import dev.tripline.dispatcher.dashboard.Shown;
import dev.tripline.dispatcher.deadletter.redrive.RedriveReach;
import dev.tripline.dispatcher.deadletter.shadow.ShadowForm;
import dev.tripline.dispatcher.deadletter.shadow.ShadowRedrives;
import dev.tripline.dispatcher.deadletter.shadow.ShadowView;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/shadow-redrives`: begin a shadow redrive from a plan, watch it and what it finds.
@Controller
class ShadowPagesController {
  private static final int PAGE = 50;
  private static final int OUTCOMES = 50;

  private final ShadowRedrives shadows;
  private final RedriveReach reach;

  ShadowPagesController(ShadowRedrives shadows, RedriveReach reach) {
    this.shadows = shadows;
    this.reach = reach;
  }

  @Operation("ListShadowRedrives")
  @GetMapping("/shadow-redrives")
  String list(
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      HttpServletRequest request,
      Model model) {
    model.addAttribute(
        "page", Shown.to(request, shadows.list(cursor, PAGE), ShadowRedrives.Page.class));
    return "dashboard/shadow-redrives";
  }

  @Operation("CreateShadowRedrive")
  @PostMapping("/shadow-redrives")
  String begin(PlanFields fields, Actor actor, HttpServletRequest request) {
    if (fields.transform() != null) {
      throw ApiProblem.invalid("transform", "a candidate gets the events as they are");
    }
    ShadowForm form = new ShadowForm(fields.chosen(), fields.target(), null, null, fields.reason());
    reach.require(request, form.redrive());
    return "redirect:/shadow-redrives/" + shadows.create(form, actor).id();
  }

  @Operation("GetShadowRedrive")
  @GetMapping("/shadow-redrives/{id}")
  String show(@PathVariable String id, HttpServletRequest request, Model model) {
    describe(id, request, model);
    return "dashboard/shadow-redrive";
  }

  /// The part of the page that changes while it runs.
  @Operation("GetShadowRedrive")
  @GetMapping("/shadow-redrives/{id}/progress")
  String progress(@PathVariable String id, HttpServletRequest request, Model model) {
    describe(id, request, model);
    return "dashboard/shadow-redrive :: progress";
  }

  private void describe(String id, HttpServletRequest request, Model model) {
    model.addAttribute("shadow", Shown.to(request, shadows.find(id), ShadowView.class));
  }

  /// Letter by letter.
  @Operation("ListShadowOutcomes")
  @GetMapping("/shadow-redrives/{id}/outcomes")
  String outcomes(
      @PathVariable String id,
      @RequestParam(name = "result", required = false) @Nullable String result,
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      HttpServletRequest request,
      Model model) {
    describe(id, request, model);
    String wanted = RequestFields.given(result);
    model.addAttribute("result", wanted);
    model.addAttribute(
        "page",
        Shown.to(
            request,
            shadows.outcomes(id, wanted, cursor, OUTCOMES),
            ShadowRedrives.OutcomePage.class));
    return "dashboard/shadow-outcomes";
  }

  @Operation("CancelShadowRedrive")
  @PostMapping("/shadow-redrives/{id}/cancel")
  String cancel(
      @PathVariable String id,
      @RequestParam(name = "reason", required = false) @Nullable String reason,
      Actor actor) {
    return "redirect:/shadow-redrives/" + shadows.cancel(id, actor, reason).id();
  }
}
