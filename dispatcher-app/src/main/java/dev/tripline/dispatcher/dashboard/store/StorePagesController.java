package dev.tripline.dispatcher.dashboard.store;

import dev.tripline.dispatcher.dashboard.chart.Charts;
import dev.tripline.dispatcher.health.StoreHealth;
import dev.tripline.dispatcher.rest.Operation;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/// `/store`: how large and how far behind the store is, and what holds it up.
@Controller
class StorePagesController {
  private final StoreHealth health;
  private final Charts charts;

  StorePagesController(StoreHealth health, Charts charts) {
    this.health = health;
    this.charts = charts;
  }

  @Operation("GetStore")
  @GetMapping("/store")
  String show(Model model) {
    model.addAttribute("store", health.now());
    model.addAttribute("charts", charts.store());
    return "dashboard/store";
  }

  /// The part of the page by which its charts stay up to date.
  @Operation("GetStore")
  @GetMapping("/store/charts")
  String charts(Model model) {
    model.addAttribute("charts", charts.store());
    return "dashboard/charts :: each";
  }
}
