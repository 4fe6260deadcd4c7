package dev.tripline.dispatcher.dashboard.function;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.dispatcher.dashboard.Shown;
import dev.tripline.dispatcher.dashboard.chart.Charts;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.RequestFields;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/functions`: what runs and how it goes, and a form to try one.
@Controller
class FunctionPagesController {
  private static final String INVOKE = "Invoke";

  private final FunctionPages pages;
  private final Charts charts;
  private final TryOut tryOut;
  private final AccessRules rules;

  FunctionPagesController(FunctionPages pages, Charts charts, TryOut tryOut, AccessRules rules) {
    this.pages = pages;
    this.charts = charts;
    this.tryOut = tryOut;
    this.rules = rules;
  }

  @Operation("ListFunctions")
  @GetMapping("/functions")
  String list(Model model) {
    model.addAttribute("functions", pages.list());
    return "dashboard/functions";
  }

  @Operation("GetFunction")
  @GetMapping("/functions/{name}")
  String show(@PathVariable String name, HttpServletRequest request, Model model) {
    FunctionPages.Whole function = Shown.to(request, pages.find(name), FunctionPages.Whole.class);
    model.addAttribute("function", function);
    model.addAttribute("charts", charts.function(function.row().name()));
    model.addAttribute(
        "invokes",
        rules.decide(Caller.of(request), INVOKE, Resource.function(function.row().name()))
            instanceof Decision.Allowed);
    return "dashboard/function";
  }

  /// The part of the page by which its charts stay up to date.
  @Operation("GetFunction")
  @GetMapping("/functions/{name}/charts")
  String charts(@PathVariable String name, Model model) {
    model.addAttribute("charts", charts.function(name));
    return "dashboard/charts :: each";
  }

  /// Blocks until the function has answered, unless nobody waits for it.
  @Operation(INVOKE)
  @PostMapping("/functions/{name}/invoke")
  String invoke(
      @PathVariable String name,
      @RequestParam(name = "event", defaultValue = "") String event,
      @RequestParam(name = "qualifier", required = false) @Nullable String qualifier,
      @RequestParam(name = "later", required = false) @Nullable String later,
      Model model)
      throws InterruptedException {
    String version = RequestFields.given(qualifier);
    TryOut.Result result =
        later == null ? tryOut.run(name, version, event) : tryOut.accept(name, version, event);
    model.addAttribute("name", name);
    model.addAttribute("result", result);
    return "dashboard/function-tried";
  }
}
