package dev.tripline.dispatcher.dashboard.redrive;

import dev.tripline.dispatcher.dashboard.Shown;
import dev.tripline.dispatcher.deadletter.redrive.RedriveForm;
import dev.tripline.dispatcher.deadletter.redrive.RedriveReach;
import dev.tripline.dispatcher.deadletter.redrive.RedriveView;
import dev.tripline.dispatcher.deadletter.redrive.Redrives;
import dev.tripline.dispatcher.deadletter.redrive.Resends;
import dev.tripline.dispatcher.deadletter.redrive.preview.TransformPreviews;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// `/redrives`: plan a redrive, begin it, watch and steer it; and a letter sent again with another payload.
@Controller
class RedrivePagesController {
  private static final int PAGE = 50;
  private static final int LETTERS = 20;

  private final Redrives redrives;
  private final Resends resends;
  private final RedriveReach reach;
  private final TransformPreviews previews;

  RedrivePagesController(
      Redrives redrives, Resends resends, RedriveReach reach, TransformPreviews previews) {
    this.redrives = redrives;
    this.resends = resends;
    this.reach = reach;
    this.previews = previews;
  }

  @Operation("ListRedrives")
  @GetMapping("/redrives")
  String list(
      @RequestParam(name = "cursor", required = false) @Nullable String cursor,
      HttpServletRequest request,
      Model model) {
    model.addAttribute("page", Shown.to(request, redrives.list(cursor, PAGE), Redrives.Page.class));
    return "dashboard/redrives";
  }

  @Operation("PlanRedrive")
  @GetMapping("/redrives/new")
  String plan(PlanFields fields, HttpServletRequest request, Model model) {
    RedriveForm form = fields.form();
    reach.require(request, form);
    model.addAttribute("fields", fields);
    model.addAttribute("plan", redrives.plan(form));
    return "dashboard/redrive-plan";
  }

  /// The plan once more, with a dry run of the transformation if there is one.
  @Operation("PreviewRedrive")
  @PostMapping("/redrives/preview")
  String preview(PlanFields fields, HttpServletRequest request, Model model) {
    String page = plan(fields, request, model);
    if (fields.transform() != null) {
      model.addAttribute("preview", previews.preview(fields.preview()));
    }
    return page;
  }

  @Operation("CreateRedrive")
  @PostMapping("/redrives")
  String begin(PlanFields fields, Actor actor, HttpServletRequest request) {
    RedriveForm form = fields.form();
    reach.require(request, form);
    return "redirect:/redrives/" + redrives.create(form, actor).id();
  }

  @Operation("GetRedrive")
  @GetMapping("/redrives/{id}")
  String show(@PathVariable String id, HttpServletRequest request, Model model) {
    describe(id, request, model);
    return "dashboard/redrive";
  }

  /// The part of the page that changes while the run goes on.
  @Operation("GetRedrive")
  @GetMapping("/redrives/{id}/progress")
  String progress(@PathVariable String id, HttpServletRequest request, Model model) {
    describe(id, request, model);
    return "dashboard/redrive :: progress";
  }

  private void describe(String id, HttpServletRequest request, Model model) {
    RedriveView run = Shown.to(request, redrives.find(id), RedriveView.class);
    model.addAttribute("run", run);
    model.addAttribute("again", redrives.letters(id, "dead-again", null, LETTERS).letters());
    if (run.untransformed() > 0) {
      model.addAttribute(
          "untransformed",
          Shown.to(
              request,
              redrives.untransformed(id, null, LETTERS),
              Redrives.UntransformedPage.class));
    }
  }

  @Operation("PauseRedrive")
  @PostMapping("/redrives/{id}/pause")
  String pause(
      @PathVariable String id,
      @RequestParam(name = "reason", required = false) @Nullable String reason,
      Actor actor) {
    return shown(redrives.pause(id, actor, reason));
  }

  @Operation("ResumeRedrive")
  @PostMapping("/redrives/{id}/resume")
  String resume(
      @PathVariable String id,
      @RequestParam(name = "reason", required = false) @Nullable String reason,
      Actor actor,
      HttpServletRequest request) {
    reach.requireRun(request, id);
    return shown(redrives.resume(id, actor, reason));
  }

  @Operation("ContinueRedrive")
  @PostMapping("/redrives/{id}/continue")
  String proceed(
      @PathVariable String id,
      @RequestParam(name = "reason", required = false) @Nullable String reason,
      Actor actor,
      HttpServletRequest request) {
    reach.requireRun(request, id);
    return shown(redrives.proceed(id, actor, reason));
  }

  @Operation("CancelRedrive")
  @PostMapping("/redrives/{id}/cancel")
  String cancel(
      @PathVariable String id,
      @RequestParam(name = "reason", required = false) @Nullable String reason,
      Actor actor) {
    return shown(redrives.cancel(id, actor, reason));
  }

  private static String shown(RedriveView run) {
    return "redirect:/redrives/" + run.id();
  }

  @Operation("ResendDeadLetter")
  @PostMapping("/dead-letters/{id}/resend")
  String resend(
      @PathVariable String id,
      @RequestParam(name = "payload", required = false) @Nullable String payload,
      @RequestParam(name = "target", required = false) @Nullable String target,
      @RequestParam(name = "reason", required = false) @Nullable String reason,
      Actor actor,
      HttpServletRequest request,
      RedirectAttributes next) {
    if (payload == null) {
      throw ApiProblem.invalid("payload", "is missing");
    }
    String function = RequestFields.given(target);
    reach.requireResend(request, id, function);
    String requestId =
        resends
            .resend(
                id,
                payload.getBytes(StandardCharsets.UTF_8),
                function,
                RequestFields.reason(reason),
                actor)
            .requestId();
    next.addAllAttributes(Map.of("redriven", requestId));
    return "redirect:/dead-letters";
  }
}
