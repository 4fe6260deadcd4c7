package dev.tripline.dispatcher.dashboard.alert;

import dev.tripline.dispatcher.alert.AlertReach;
import dev.tripline.dispatcher.alert.AlertView;
import dev.tripline.dispatcher.alert.Alerts;
import dev.tripline.dispatcher.dashboard.Shown;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/// `/alerts`: which fire and since when, what was told of them, and a test of their receivers.
@Controller
class AlertPagesController {
  private static final String PAGE = "dashboard/alert";

  private final Alerts alerts;
  private final AlertReach reach;

  AlertPagesController(Alerts alerts, AlertReach reach) {
    this.alerts = alerts;
    this.reach = reach;
  }

  @Operation("ListAlerts")
  @GetMapping("/alerts")
  String list(HttpServletRequest request, Model model) {
    model.addAttribute("alerts", Shown.to(request, alerts.list(), Alerts.AlertList.class).alerts());
    return "dashboard/alerts";
  }

  @Operation("GetAlert")
  @GetMapping("/alerts/{name}")
  String show(@PathVariable String name, HttpServletRequest request, Model model) {
    model.addAttribute("view", Shown.to(request, alerts.find(name), AlertView.class));
    return PAGE;
  }

  /// The same page, with the answers of the receivers.
  @Operation("TestAlert")
  @PostMapping("/alerts/{name}/test")
  String test(@PathVariable String name, Actor actor, HttpServletRequest request, Model model) {
    reach.require(request, alerts.find(name));
    model.addAttribute("results", alerts.test(name, actor).results());
    return show(name, request, model);
  }
}
